import { z } from 'zod'

export const OPTIMIZERS = ['adam', 'adamw', 'sgd'] as const
export const SCHEDULES = ['constant', 'cosine', 'plateau'] as const
export const SAMPLE_WEIGHT_USES = ['draw', 'loss', 'ignore'] as const

const positive = z.number().refine((value) => value > 0, 'expected a number above 0')
const notNegative = z.number().min(0, 'expected a number from 0')
const share = z.number().refine((value) => value >= 0 && value < 1, 'expected a number from 0 to below 1')

/**
 * How a net is to learn: flat, so that the same names stand in the configuration, in a net's own defaults, in
 * `classifier.json` and, with dashes, on the command line. What is left out is decided elsewhere.
 */
export const learningSchema = z.strictObject({
  optimizer: z.enum(OPTIMIZERS).exactOptional(),
  learningRate: positive.exactOptional(),
  /** Of sgd: share of the last change that the next one keeps. */
  momentum: share.exactOptional(),
  /** Of adamw: share of each weight, times the learning rate, that a step takes away. */
  weightDecay: notNegative.exactOptional(),
  schedule: z.enum(SCHEDULES).exactOptional(),
  /** Epochs, or a part of one, over which the rate rises from near zero. */
  warmup: notNegative.exactOptional(),
  /** Share of the learning rate that a cosine or plateaus leave of it at least. */
  floor: z
    .number()
    .refine((value) => value >= 0 && value <= 1, 'expected a number from 0 to 1')
    .exactOptional(),
  /** Epochs without a lower validation loss that make a plateau. */
  plateauPatience: z.int('expected a whole number').min(1, 'expected at least 1').exactOptional(),
  /** What the rate is multiplied by at a plateau. */
  plateauFactor: z
    .number()
    .refine((value) => value > 0 && value < 1, 'expected a number between 0 and 1')
    .exactOptional(),
  l1: notNegative.exactOptional(),
  l2: notNegative.exactOptional(),
  /** Longest gradient, all weights taken together. */
  clipNorm: positive.exactOptional(),
  /** Largest value of the gradient. */
  clipValue: positive.exactOptional(),
  labelSmoothing: share.exactOptional(),
  /** Gamma of the focal loss; 0: plain cross-entropy. */
  focal: z
    .number()
    // Between 0 and 1 the derivative has no bound at a score of 1.
    .refine((value) => value === 0 || (value >= 1 && value <= 10), 'expected 0, or 1 to 10')
    .exactOptional(),
  /** Factors of the classes' losses by name; a class that is not named has 1. */
  classWeights: z.record(z.string(), positive).exactOptional(),
  /** What a target's column `weight` is for. */
  sampleWeights: z.enum(SAMPLE_WEIGHT_USES).exactOptional(),
})

export type LearningOptions = Readonly<z.output<typeof learningSchema>>

export const DEVICES = ['cpu', 'webgpu', 'cuda'] as const
export type Device = (typeof DEVICES)[number]

/** `gain`, `loss`, or `metric:` and the id of one. */
export const bestSchema = z
  .string()
  .regex(/^(?:gain|loss|metric:[A-Za-z]\w{0,99})$/, 'expected gain, loss or metric:NAME')

/** More would stand in each other's way on any machine. */
export const MOST_THREADS = 256

/** How trainings go that are not told otherwise. */
export const trainingSchema = z.strictObject({
  ...learningSchema.shape,
  /** What the best epoch is chosen by, and the end of a fit. */
  best: bestSchema.default('gain'),
  /** Threads inside one step; the bits of the result do not depend on them. */
  threads: z.int().min(1).max(MOST_THREADS).default(1),
  device: z.enum(DEVICES).default('cpu'),
  /** Megabytes of training rows above which they are mapped from a file instead of held in memory. */
  memory: z.int().min(0).default(2048),
  /** Megabytes of such files that are kept; beyond them those used longest ago are removed. */
  disk: z.int().min(0).default(20_480),
})
