import type { StopReason } from '../../classifier/fit-options.js'
import { selectedThresholds, type ClassifierDescription } from '../../classifier/description.js'
import { DEFAULT_LEARNING } from '../../config/training-fields.js'
import { validationLoss } from '../../classifier/select-epoch.js'
import { gainText } from '../../workspace/train/fit-progress.js'
import type { TrainResult } from '../../workspace/train/result.js'

const ENDINGS: Readonly<Record<StopReason, string>> = {
  epochs: 'all that were asked for',
  patience: 'none better for long',
  interrupted: 'then stopped',
  diverged: 'then the loss was no longer a number',
}

/** How a training ended, for people. */
export function trainingText({ classifier, stopped, saved }: TrainResult): string {
  const { name, folder, description } = classifier
  const { selection, history } = description
  return [
    `Epoch ${selection.epoch} is the best of ${history.length}${byText(description)} (${ENDINGS[stopped]}).`,
    learningText(description.training),
    thresholdsText(description),
    saved ? `Classifier ${name} is saved in ${folder}` : `The classifier in ${folder} is at least as good and stays.`,
    '',
  ].join('\n')
}

/** By what it is the best, where that is not the gain: without a cell of enough trades in any epoch it is the validation loss. */
function byText({ training, history, selection }: ClassifierDescription): string {
  const kept = history.find(({ epoch }) => epoch === selection.epoch)
  if (!kept || training.best === undefined) return ''
  const hasRobust = history.some(({ robust }) => robust !== undefined)
  if (training.best === 'gain' && (selection.rule !== 'robust' || hasRobust)) return ''
  const value = training.metric ? kept.metric : validationLoss(kept)
  return ` by ${training.metric?.id ?? 'validation loss'}, ${value?.toPrecision(5)}`
}

/**
 * `Learned by adamw: learningRate 0.001, weightDecay 0.01, schedule cosine; by the wasm engine, 2 threads on cpu.` Threads that the fit
 * found by itself are left out.
 */
export function learningText({ learning, threads, device = 'cpu', engine }: ClassifierDescription['training']): string {
  const { optimizer, sampleWeights, ...rest } = learning ?? DEFAULT_LEARNING
  const by = engine ? [`by the ${engine} engine`] : []
  const on = threads === undefined ? [] : [`${threads} ${threads === 1 ? 'thread' : 'threads'}`]
  const shown = { ...rest, ...(sampleWeights !== 'draw' && { sampleWeights }) }
  const parts = Object.entries(shown).map(([name, value]) => `${name} ${textOf(value)}`)
  return `Learned by ${optimizer}: ${parts.join(', ')}; ${[...by, ...on].join(', ')} on ${device}.`
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([name, one]) => `${name}=${String(one)}`)
    .join('/')
}

/** The thresholds that the validation set chose, or why there are none. */
export function thresholdsText(description: ClassifierDescription): string {
  const cell = selectedThresholds(description)
  if (!cell && description.selection.rule === 'seed')
    return 'No thresholds were chosen: no cell made a trade on the validation set.'
  if (!cell) {
    return 'No thresholds were chosen: no cell with 30 trades or more gained for sure on the validation set; name --buy and --sell to use it all the same, or choose by the highest gain with --select seed.'
  }
  const least = cell.lower === undefined ? '' : `, at least ${(100 * cell.lower).toFixed(2)} % (19 of 20 resamplings)`
  return `Validation gain, used for selection: ${gainText(cell)}${least} at buy ≥ ${cell.buyThreshold}, sell ≥ ${cell.sellThreshold}${cell.gain > 0 ? '' : '; no cell that traded gained'}.`
}

/** What became of a net that another program trained, for people: what was taken for granted comes first. */
export function importedText({ classifier }: TrainResult): string {
  const { name, folder, description } = classifier
  const { origin, history } = description
  const metrics = history[0]?.validation
  return [
    ...(origin?.assumed ?? []).map((line) => `assumed: ${line}`),
    `${origin?.source ?? name}: ${origin?.producer || 'a program of no name'}, ${origin?.columns.length ?? 0} inputs, ${origin?.output ?? 'scores'}.`,
    metrics
      ? `Validation set: loss ${metrics.loss.toFixed(4)}, accuracy ${shareText(metrics.accuracy)}, balanced ${shareText(metrics.balancedAccuracy)}.`
      : [],
    thresholdsText(description),
    `Classifier ${name} is saved in ${folder}`,
    '',
  ]
    .flat()
    .join('\n')
}

function shareText(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
