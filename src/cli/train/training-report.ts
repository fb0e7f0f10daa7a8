import type { StopReason } from '../../classifier/fit.js'
import { chosenCell } from '../../classifier/chosen-cell.js'
import type { ClassifierDescription } from '../../classifier/description.js'
import { setsJson } from './chosen-sets.js'
import { gainText } from './fit-progress.js'
import type { TrainingOutput } from './train-classifier.js'

const ENDINGS: Readonly<Record<StopReason, string>> = {
  epochs: 'all that were asked for',
  patience: 'none better for long',
  interrupted: 'then stopped',
  diverged: 'then the loss was no longer a number',
}

/** How a training ended, for people. */
export function trainingText({ name, folder, description, stopped, saved }: TrainingOutput): string {
  const { selection, history } = description
  return [
    `Epoch ${selection.epoch} is the best of ${history.length} (${ENDINGS[stopped]}).`,
    cellText(description),
    saved ? `Classifier ${name} is saved in ${folder}` : `The classifier in ${folder} is at least as good and stays.`,
    '',
  ].join('\n')
}

function cellText(description: ClassifierDescription): string {
  const cell = chosenCell(description)
  if (!cell) {
    return 'No thresholds were chosen: no cell with 30 trades or more gained for sure on the validation set; name --buy and --sell to use it all the same, or choose by the highest gain with --select seed.'
  }
  const least = cell.lower === undefined ? '' : `, at least ${(100 * cell.lower).toFixed(2)} % (19 of 20 resamplings)`
  return `Validation gain, used for selection: ${gainText(cell)}${least} at buy ≥ ${cell.buyThreshold}, sell ≥ ${cell.sellThreshold}.`
}

/** The same for machines, with every epoch. */
export function trainingJson({ name, folder, description, stopped, saved, sets }: TrainingOutput): unknown {
  const { selection, history, classes, bases } = description
  return {
    name,
    folder,
    saved,
    stopped,
    selection,
    history,
    sets: setsJson(sets, classes),
    bases: bases.map((base) => ({ name: base.name, candles: base.candles })),
  }
}
