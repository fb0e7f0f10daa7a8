import { z } from 'zod'
import { fields } from './fields.js'
import { expectedBy } from './issue-text.js'

export const OPTIMIZERS = ['adam', 'adamw', 'sgd'] as const
export const SCHEDULES = ['constant', 'cosine', 'plateau'] as const
export const SAMPLE_WEIGHT_USES = ['draw', 'loss', 'ignore'] as const

/** What holds for every net that says nothing else: Adam at 0.001 on plain cross-entropy, rows drawn by their weights. */
export const DEFAULT_LEARNING = {
  optimizer: 'adam',
  learningRate: 0.001,
  schedule: 'constant',
  sampleWeights: 'draw',
} as const

/** What each optimizer and schedule needs beside it, with defaults; it has no meaning with another one. */
export const LEARNING_DETAILS = {
  optimizer: { adam: {}, adamw: { weightDecay: 0.004 }, sgd: { momentum: 0 } },
  schedule: {
    constant: {},
    cosine: { floor: 0 },
    plateau: { floor: 0, plateauPatience: 5, plateauFactor: 0.5 },
  },
} as const

const positive = z.number().refine((value) => value > 0, 'expected a number above 0')
const notNegative = z.number().min(0, 'expected a number from 0')
const share = z.number().refine((value) => value >= 0 && value < 1, 'expected a number from 0 to below 1')
const machine = 'This machine'
/** Heading of what makes a training go on after a cut, and of what it writes beside the classifier. */
export const INTERRUPTION_GROUP = 'Interruption and logs'
const group = 'How the net learns (default: as the net has it, else the configuration)'

/**
 * How a net learns: flat, so that the same names stand in a request, in the configuration, in a net's own defaults and in
 * `classifier.json`. What is left out follows from DEFAULT_LEARNING and LEARNING_DETAILS.
 */
export const learningSchema = z.strictObject({
  optimizer: z
    .enum(OPTIMIZERS)
    .exactOptional()
    .register(fields, { help: 'optimizer', otherwise: DEFAULT_LEARNING.optimizer, group }),
  learningRate: positive.exactOptional().register(fields, {
    help: 'learning rate of a step',
    otherwise: String(DEFAULT_LEARNING.learningRate),
    group,
  }),
  momentum: share.exactOptional().register(fields, {
    help: 'share of the last change that the next one keeps, of sgd',
    otherwise: String(LEARNING_DETAILS.optimizer.sgd.momentum),
    placeholder: 'share',
    group,
  }),
  weightDecay: notNegative.exactOptional().register(fields, {
    help: 'share of each weight, times the learning rate, that a step of adamw takes away',
    otherwise: String(LEARNING_DETAILS.optimizer.adamw.weightDecay),
    group,
  }),
  schedule: z
    .enum(SCHEDULES)
    .exactOptional()
    .register(fields, { help: 'schedule of the learning rate', otherwise: DEFAULT_LEARNING.schedule, group }),
  warmup: notNegative.exactOptional().register(fields, {
    help: 'epochs, or a part of one, over which the learning rate rises from near zero',
    otherwise: '0',
    unit: 'epochs',
    group,
  }),
  floor: z
    .number()
    .refine((value) => value >= 0 && value <= 1, 'expected a number from 0 to 1')
    .exactOptional()
    .register(fields, {
      help: 'share of the learning rate that a cosine or plateaus leave of it at least',
      otherwise: '0',
      placeholder: 'share',
      group,
    }),
  plateauPatience: z
    .int('expected a whole number')
    .min(1, 'expected at least 1')
    .exactOptional()
    .register(fields, {
      help: 'epochs without a lower validation loss that make a plateau',
      otherwise: String(LEARNING_DETAILS.schedule.plateau.plateauPatience),
      unit: 'epochs',
      group,
    }),
  plateauFactor: z
    .number()
    .refine((value) => value > 0 && value < 1, 'expected a number between 0 and 1')
    .exactOptional()
    .register(fields, {
      help: 'what the learning rate is multiplied by at a plateau',
      otherwise: String(LEARNING_DETAILS.schedule.plateau.plateauFactor),
      placeholder: 'share',
      group,
    }),
  l1: notNegative.exactOptional().register(fields, {
    help: 'penalty on the absolute weights',
    otherwise: '0',
    group,
  }),
  l2: notNegative.exactOptional().register(fields, { help: 'penalty on the squared weights', otherwise: '0', group }),
  clipNorm: positive.exactOptional().register(fields, {
    help: 'longest gradient, all weights taken together',
    otherwise: 'no limit',
    group,
  }),
  clipValue: positive.exactOptional().register(fields, {
    help: 'largest value of the gradient',
    otherwise: 'no limit',
    group,
  }),
  labelSmoothing: share.exactOptional().register(fields, {
    help: 'share of a label that is spread over all classes',
    otherwise: '0',
    placeholder: 'share',
    group,
  }),
  focal: z
    .number()
    // Between 0 and 1 the derivative has no bound at a score of 1.
    .refine((value) => value === 0 || (value >= 1 && value <= 10), 'expected 0, or 1 to 10')
    .exactOptional()
    .register(fields, {
      help: 'gamma of the focal loss, by which rows that are surely right count less',
      otherwise: '0, plain cross-entropy',
      placeholder: 'gamma',
      group,
    }),
  classWeights: z.record(z.string(), positive).exactOptional().register(fields, {
    help: 'factors of the losses of the classes, such as hold=1,buy=3,sell=3',
    otherwise: '1 each',
    group,
  }),
  sampleWeights: z.enum(SAMPLE_WEIGHT_USES).exactOptional().register(fields, {
    help: 'use of the sample weights of a target',
    otherwise: DEFAULT_LEARNING.sampleWeights,
    group,
  }),
})

export type LearningOptions = Readonly<z.output<typeof learningSchema>>

export const DEVICES = ['cpu', 'webgpu', 'cuda'] as const
export type Device = (typeof DEVICES)[number]

/** `gain`, `loss`, or `metric:` and the id of one. */
export const monitorSchema = z
  .string()
  .regex(/^(?:gain|loss|metric:[A-Za-z]\w{0,99})$/, 'expected gain, loss or metric:NAME')

/** More would stand in each other's way on any machine. */
export const MAX_THREADS = 256

/** How a fit goes: these fields stand in a request and in the section `training` of the configuration. */
export const trainingFields = {
  batchSize: z.int().min(1).default(32).register(fields, { help: 'rows in one step', unit: 'rows' }),
  epochs: z.int().min(1).default(50).register(fields, { help: 'epochs after which the fit ends', unit: 'epochs' }),
  patience: z.int().min(1).default(10).register(fields, {
    help: 'epochs without a better validation result after which the fit ends',
    unit: 'epochs',
  }),
  monitor: monitorSchema.default('gain').register(fields, {
    help: 'figure of the validation set that the kept epoch is chosen by: gain, loss or metric:NAME',
    placeholder: 'figure',
  }),
  threads: z.int().min(1).max(MAX_THREADS).optional().register(fields, {
    help: 'threads inside one step; left out, the first steps are timed on 1, 2, 4 and 8, as cores allow; the result has the same bits at any number',
    unit: 'threads',
    group: machine,
  }),
  device: z
    .enum(DEVICES)
    .default('cpu')
    .register(fields, { help: 'device that steps are computed on', group: machine }),
  flatMinutes: z.int().min(2).optional().register(fields, {
    help: 'minutes in a row at one price from which on they are not trained on, nor rows whose label reads them',
    otherwise: 'all are trained on',
    unit: 'minutes',
  }),
  memory: z.int().min(0).default(2048).register(fields, {
    help: 'megabytes of training rows above which they are memory-mapped from a file',
    unit: 'megabytes',
    group: machine,
  }),
  disk: z.int().min(0).default(20_480).register(fields, {
    help: 'megabytes of such files that are kept; beyond them those used longest ago are removed',
    unit: 'megabytes',
    group: machine,
  }),
  checkpointMinutes: z.number().min(0).default(5).register(fields, {
    help: 'minutes between two checkpoints at most; one is written after every epoch too',
    unit: 'minutes',
    group: INTERRUPTION_GROUP,
  }),
  ...learningSchema.shape,
}

const trainingObject = z.strictObject(trainingFields)

/** Settings of the section `training`: those that are given, without defaults, so that a net's own can come between. */
export type TrainingSettings = z.input<typeof trainingObject>

export const trainingSection = z.custom<TrainingSettings>().superRefine((value, context) => {
  for (const issue of trainingObject.safeParse(value).error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys')
      context.addIssue({ code: 'custom', path: issue.path, message: expectedBy(issue) })
    else
      context.addIssue({
        code: 'custom',
        path: issue.keys.slice(0, 1),
        message: `there is no such key; allowed are ${ALLOWED}`,
      })
  }
})

const ALLOWED = Object.keys(trainingFields).join(', ')
