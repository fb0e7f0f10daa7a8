import type { z } from 'zod'
import { UserError } from '../core/errors.js'
import { DEFAULT_LEARNING, LEARNING_DETAILS, learningSchema, type LearningOptions } from '../config/training-fields.js'
import { RequestError } from '../core/request-error.js'
import type { OptimizerSpec } from '../nets/optimizers/optimizer.js'
import { plateauFactor, type Schedule } from '../nets/optimizers/schedule.js'
import type { TrainerSpec } from '../nets/training/trainer.js'

/** How a net learns, with nothing that counts left open. */
export const resolvedLearningSchema = learningSchema.required({
  optimizer: true,
  learningRate: true,
  schedule: true,
  sampleWeights: true,
})
export type Learning = Readonly<z.output<typeof resolvedLearningSchema>>

type Detail = 'momentum' | 'weightDecay' | 'floor' | 'plateauPatience' | 'plateauFactor'
const CHOICE_OF: Readonly<Record<Detail, keyof typeof LEARNING_DETAILS>> = {
  momentum: 'optimizer',
  weightDecay: 'optimizer',
  floor: 'schedule',
  plateauPatience: 'schedule',
  plateauFactor: 'schedule',
}
const DETAIL_NAMES = Object.keys(CHOICE_OF).filter((name): name is Detail => name in CHOICE_OF)

/**
 * Completes what was resolved. Details of an optimizer or schedule that was not chosen are left out; where the request itself
 * asks for one, that is a RequestError. Throws UserError where a class weight is of no class.
 */
export function completeLearning(
  resolved: LearningOptions,
  isRequested: (name: string) => boolean,
  classes: readonly string[],
): Learning {
  const merged = { ...DEFAULT_LEARNING, ...resolved }
  const details: LearningOptions = {
    ...LEARNING_DETAILS.optimizer[merged.optimizer],
    ...LEARNING_DETAILS.schedule[merged.schedule],
  }
  for (const name of DETAIL_NAMES) {
    if (!isRequested(name) || name in details) continue
    const owner = CHOICE_OF[name]
    const fitting = Object.entries(LEARNING_DETAILS[owner]).flatMap(([choice, own]) => (name in own ? [choice] : []))
    throw new RequestError(`{${name}} goes with the ${owner} ${fitting.join(' or ')}, not with ${merged[owner]}`)
  }
  const fitting = Object.entries(merged).filter(([name]) => !(name in CHOICE_OF) || name in details)
  const complete = resolvedLearningSchema.parse({ ...details, ...Object.fromEntries(fitting) })
  requireKnownClasses(complete, classes)
  return complete
}

function requireKnownClasses({ classWeights = {} }: Learning, classes: readonly string[]): void {
  const unknown = Object.keys(classWeights).find((name) => !classes.includes(name))
  if (unknown === undefined) return
  throw new UserError(`class weights name ${unknown}, but the target has the classes ${classes.join(', ')}`)
}

/** The factor of each class's loss, in the order of the classes; undefined where all are 1. */
export function orderedClassWeights(
  { classWeights }: Pick<LearningOptions, 'classWeights'>,
  classes: readonly string[],
): number[] | undefined {
  return classWeights && classes.map((name) => classWeights[name] ?? 1)
}

/** How long a fit is, for schedules. */
export interface FitLength {
  readonly epochs: number
  readonly stepsPerEpoch: number
}

/** The trainer's options, class weights apart. */
export function toTrainerOptions(
  learning: Learning,
  length: FitLength,
): Pick<TrainerSpec, 'learningRate' | 'optimizer' | 'schedule' | 'regularization' | 'clip' | 'loss'> {
  const { l1, l2, clipNorm, clipValue, labelSmoothing, focal } = learning
  const regularization = { ...(l1 && { l1 }), ...(l2 && { l2 }) }
  const clip = { ...(clipNorm && { norm: clipNorm }), ...(clipValue && { value: clipValue }) }
  const loss = { ...(labelSmoothing && { labelSmoothing }), ...(focal && { focal: { gamma: focal } }) }
  const schedule = scheduleOf(learning, length)
  return {
    learningRate: learning.learningRate,
    ...(learning.optimizer !== 'adam' && { optimizer: optimizerSpec(learning) }),
    ...(schedule && { schedule }),
    ...(isAny(regularization) && { regularization }),
    ...(isAny(clip) && { clip }),
    ...(isAny(loss) && { loss }),
  }
}

function isAny(options: object): boolean {
  return Object.keys(options).length > 0
}

function optimizerSpec({ optimizer, momentum, weightDecay }: Learning): OptimizerSpec {
  if (optimizer === 'sgd') return { type: 'sgd', ...(momentum && { momentum }) }
  return optimizer === 'adamw' ? { type: 'adamw', ...(weightDecay !== undefined && { weightDecay }) } : { type: 'adam' }
}

/** A function of the step alone; plateaus are not, and come in as the factor of an epoch. */
function scheduleOf(
  { schedule, warmup = 0, floor = 0 }: Learning,
  { epochs, stepsPerEpoch }: FitLength,
): Schedule | undefined {
  const warmupSteps = Math.round(warmup * stepsPerEpoch)
  const rising = warmupSteps > 0 ? { warmupSteps } : {}
  if (schedule === 'cosine') {
    return { type: 'cosine', steps: Math.max(1, epochs * stepsPerEpoch - warmupSteps), floor, ...rising }
  }
  return warmupSteps > 0 ? { type: 'constant', ...rising } : undefined
}

/** The factor of the learning rate in the epoch after those with these validation losses: of them alone, so a resumed fit has it too. */
export function learningRateFactor(learning: Learning, validationLosses: readonly number[]): number {
  if (learning.schedule !== 'plateau') return 1
  const { plateauFactor: factor = 0.5, plateauPatience: patience = 5, floor: minFactor = 0 } = learning
  return plateauFactor(validationLosses, { factor, patience, minFactor })
}
