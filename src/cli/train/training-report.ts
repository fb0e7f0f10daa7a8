import type { StopReason } from '../../classifier/fit.js'
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
    `Validation gain, used for selection: ${gainText(selection)} at buy ≥ ${selection.buyThreshold}, sell ≥ ${selection.sellThreshold}.`,
    saved ? `Classifier ${name} is saved in ${folder}` : `The classifier in ${folder} is at least as good and stays.`,
    '',
  ].join('\n')
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
