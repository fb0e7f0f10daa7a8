import type { z } from 'zod'
import { UserError } from '../core/errors.js'
import { learningSchema, type LearningOptions } from '../config/learning-schema.js'
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

/** Adam at 0.001 on plain cross-entropy, rows drawn by their weights. */
export const DEFAULT_LEARNING: Learning = {
  optimizer: 'adam',
  learningRate: 0.001,
  schedule: 'constant',
  sampleWeights: 'draw',
}

/** What each choice needs beside it; left out elsewhere. */
const DETAILS = {
  optimizer: { adam: {}, adamw: { weightDecay: 0.004 }, sgd: { momentum: 0 } },
  schedule: {
    constant: {},
    cosine: { floor: 0 },
    plateau: { floor: 0, plateauPatience: 5, plateauFactor: 0.5 },
  },
} as const satisfies Record<'optimizer' | 'schedule', Record<string, LearningOptions>>

type Detail = 'momentum' | 'weightDecay' | 'floor' | 'plateauPatience' | 'plateauFactor'
const OWNERS: Readonly<Record<Detail, keyof typeof DETAILS>> = {
  momentum: 'optimizer',
  weightDecay: 'optimizer',
  floor: 'schedule',
  plateauPatience: 'schedule',
  plateauFactor: 'schedule',
}
const DETAIL_NAMES = Object.keys(OWNERS).filter((name): name is Detail => name in OWNERS)

/**
 * Lays `asked` over `others`, of which later ones count more. Of the others, details of an optimizer or schedule that was not
 * chosen are passed over; where they are asked for, that is a UserError. Throws one also where a class weight is of no class.
 */
export function resolveLearning(
  asked: LearningOptions,
  others: readonly LearningOptions[],
  classes: readonly string[],
): Learning {
  const merged = [...others, asked].reduce<Learning>((all, one) => ({ ...all, ...one }), DEFAULT_LEARNING)
  const details: LearningOptions = { ...DETAILS.optimizer[merged.optimizer], ...DETAILS.schedule[merged.schedule] }
  for (const name of DETAIL_NAMES) {
    if (asked[name] === undefined || name in details) continue
    const owner = OWNERS[name]
    const fitting = Object.entries(DETAILS[owner]).flatMap(([choice, own]) => (name in own ? [choice] : []))
    throw new UserError(`${name} goes with the ${owner} ${fitting.join(' or ')}, not with ${merged[owner]}`)
  }
  const kept = Object.entries(merged).filter(([name]) => !(name in OWNERS) || name in details)
  const resolved = resolvedLearningSchema.parse({ ...details, ...Object.fromEntries(kept) })
  refuseUnknownClasses(resolved, classes)
  return resolved
}

function refuseUnknownClasses({ classWeights = {} }: Learning, classes: readonly string[]): void {
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

/** What a trainer is told of it all, class weights apart. */
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
  const { plateauFactor: factor = 0.5, plateauPatience: patience = 5, floor: least = 0 } = learning
  return plateauFactor(validationLosses, { factor, patience, least })
}
