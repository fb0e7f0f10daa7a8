import { z } from 'zod'
import { DEVICES, monitorSchema } from '../config/training-fields.js'
import { SAMPLINGS } from '../datasets/sampling.js'
import { SCALER_KINDS } from '../datasets/scaler.js'
import { SET_TYPES } from '../datasets/split-sets.js'
import { ENGINES } from '../nets/training/choose-engine.js'
import { OUTPUT_FORMS } from '../nets/import/model-requirements.js'
import { STOP_REASONS } from './fit-options.js'
import { resolvedLearningSchema } from './learning.js'
import { SELECTIONS } from './select-epoch.js'

export const CLASSIFIER_FORMAT = 'followupward-classifier'
export const FORMAT_VERSION = 1

const count = z.int().min(0)
const hash = z.string().min(1)
const range = z.strictObject({ from: z.int(), to: z.int() })

/** What was known of a definition when it was trained on; `shipped` is one of the package, checked before its release. */
export const CHECK_STATUSES = ['passed', 'failed', 'unchecked', 'shipped'] as const
export type CheckStatus = (typeof CHECK_STATUSES)[number]

const definition = z.strictObject({
  id: z.string().min(1),
  version: z.number(),
  /** Hash of the source that computed it, with its imports. */
  sourceHash: hash,
  /** Absent in classifiers older than this. */
  check: z.enum(CHECK_STATUSES).optional(),
})

const cell = {
  /** Summed gain on the validation set, a share of the stake. */
  gain: z.number(),
  count,
  buyThreshold: z.number(),
  sellThreshold: z.number(),
}

const share = z.number().nullable()
const validationMetrics = z.strictObject({
  loss: z.number(),
  accuracy: z.number(),
  balancedAccuracy: z.number(),
  classes: z.array(z.strictObject({ precision: share, recall: share, auc: share })).readonly(),
})

/** One epoch of a fit. */
export const epochSchema = z.strictObject({
  epoch: z.int().min(1),
  /** The best cell of all thresholds. */
  ...cell,
  loss: z.number(),
  robust: z.strictObject({ ...cell, lower: z.number() }).optional(),
  validation: validationMetrics.optional(),
  /** Value of the metric that the fit was monitored by. */
  metric: z.number().optional(),
})

const selected = {
  set: z.literal('validation'),
  usedForSelection: z.literal(true),
  /** Absent in classifiers older than this: seed. */
  rule: z.enum(SELECTIONS).optional(),
  /** What orders were filled at; absent: the close of the minute that decided, as in classifiers older than this. */
  fills: z.strictObject({ model: z.literal('realistic'), stake: z.number(), impact: z.number() }).optional(),
  epoch: z.int().min(1),
}

/** Where a net comes from that was trained by another program. */
const origin = z.strictObject({
  /** Brought as a file, or trained here by an external command. */
  kind: z.enum(['import', 'external']),
  /** Name of the file, or the command as it was given. */
  source: z.string().min(1),
  /** SHA-256 of the file as it came. */
  hash,
  format: z.enum(['onnx', 'keras']),
  /** The program that wrote the file, as far as the file has it. */
  producer: z.string(),
  /** What its outputs were taken for. */
  output: z.enum(OUTPUT_FORMS),
  /** Its inputs by name, in its own order, as given or as assumed. */
  columns: z.array(z.string()).min(1),
  /** What was assumed because neither the file nor the user said it. */
  assumed: z.array(z.string()),
})

const base = z.strictObject({
  name: z.string().min(1),
  market: z.strictObject({ exchange: z.string(), type: z.string(), symbol: z.string(), interval: z.string() }),
  /** One value for each input of the net, exact as float32. */
  center: z.array(z.number()),
  scale: z.array(z.number().refine((value) => value !== 0, 'expected a number other than 0')),
  /** Candles from which features and labels were computed, and one hash over the hashes of their days. */
  candles: z.strictObject({ from: z.int(), to: z.int(), hash }),
  trainingRows: count,
  validationRows: count,
})

/** `classifier.json`: all that is known of a classifier but its weights. Times are epoch ms, ranges half-open. */
export const descriptionSchema = z.strictObject({
  format: z.literal(CLASSIFIER_FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  net: z.strictObject({
    id: z.string().min(1),
    version: z.number(),
    params: z.record(z.string(), z.number()),
  }),
  features: z.strictObject({ ...definition.shape, columns: z.array(z.string()).min(1) }),
  target: z.strictObject({ ...definition.shape, horizon: count }),
  /** Chooses the minutes that were trained on, and in which it is decided; where it is absent these are all. */
  events: z.strictObject(definition.shape).optional(),
  /** In the order of the model's output. */
  classes: z.array(z.string()).min(2),
  /** Fitted on the training set, or given with an imported net, or none. */
  scaler: z.enum([...SCALER_KINDS, 'given', 'none']),
  /** What happens to a base that is not in `bases`. */
  unseenBase: z.enum(['refuse']),
  bases: z.array(base).min(1),
  sets: z.record(z.enum(SET_TYPES), z.array(range)),
  /** Candles after a validation or test range that were not trained on. */
  embargo: count,
  training: z.strictObject({
    seed: z.int(),
    /** These three are absent where another program trained. */
    batchSize: z.int().min(1).optional(),
    epochs: z.int().min(1).optional(),
    patience: z.int().min(1).optional(),
    fee: z.number(),
    /** Absent in classifiers older than this: balanced. */
    sampling: z.enum(SAMPLINGS).optional(),
    /** Minutes in a row at one price from which on they were not trained on; absent: all were. */
    flatMinutes: z.int().min(2).optional(),
    /** Absent in classifiers older than this: Adam at 0.001 on plain cross-entropy. */
    learning: resolvedLearningSchema.optional(),
    /** Mean weight of each class's training rows, where the net saw the classes by it: `meanClassWeights`. */
    meanWeights: z.array(z.number().gt(0)).optional(),
    /** What the kept epoch was chosen by; absent: gain. */
    best: monitorSchema.optional(),
    /** The metric where it was one. */
    metric: z.strictObject({ ...definition.shape, better: z.enum(['higher', 'lower']) }).optional(),
    threads: z.int().min(1).optional(),
    device: z.enum(DEVICES).optional(),
    /** What computed the steps; absent in classifiers older than this, and where another program trained. */
    engine: z.enum(ENGINES).optional(),
    stopped: z.enum(STOP_REASONS),
  }),
  /** Training rows of each class, all bases together; scores need them to become probabilities, unless the sampling is natural. */
  classCounts: z.array(count),
  /** The kept epoch. Its gain chose the model: it is no estimate of what the model will gain. */
  selection: z.union([
    z.strictObject({ ...selected, ...cell, lower: z.number().optional() }),
    /** No cell was good enough: the net is kept, but no thresholds are. */
    z.strictObject({ ...selected, none: z.literal(true) }),
  ]),
  /** The epochs. A net that another program trained has one entry, whose loss is that of the validation set. */
  history: z.array(epochSchema),
  /** Absent where the net was trained here. */
  origin: origin.optional(),
  /**
   * SHA-256 of the other files of the folder, and of this one without its own. A net that another program trained has no
   * training state; classifiers older than this do not have the last.
   */
  files: z.strictObject({
    'model.onnx': hash,
    'training-state.arrow': hash.optional(),
    'classifier.json': hash.optional(),
  }),
})

export type ClassifierFile = Readonly<z.output<typeof descriptionSchema>>
/** What a classifier is; the hashes of its files come in when it is saved. */
export type ClassifierDescription = Omit<ClassifierFile, 'files' | 'format' | 'formatVersion'>
export type ClassifierBase = ClassifierDescription['bases'][number]

export interface SelectedThresholds {
  readonly gain: number
  readonly count: number
  readonly buyThreshold: number
  readonly sellThreshold: number
  /** Lower bound of the gain's bootstrap interval, where it was what counted. */
  readonly lower?: number | undefined
}

/** The cell that the validation set chose; undefined where none was good enough to be chosen. */
export function selectedThresholds({
  selection,
}: Pick<ClassifierDescription, 'selection'>): SelectedThresholds | undefined {
  return 'none' in selection ? undefined : selection
}
