import { z } from 'zod'
import { DEVICES } from '../../config/training-fields.js'
import { serializedErrorSchema } from '../../runtime/serialized-error.js'
import { ENGINES } from './choose-engine.js'
import { sharedRowsSchema } from '../wasm/shared-rows.js'

/** Any number, also NaN: the session says what is wrong with one, in words for the user. */
const number = z.custom<number>((value) => typeof value === 'number')
const floats = z.custom<Float32Array>((value) => value instanceof Float32Array)
const ints = z.custom<Int32Array>((value) => value instanceof Int32Array)
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

const data = z.union([
  z.object({
    rows: number,
    features: floats,
    labels: z.union([bytes, ints]),
    sampleWeights: floats.exactOptional(),
    shared: sharedRowsSchema.exactOptional(),
    labelsAt: number.exactOptional(),
  }),
  z.object({
    rows: number,
    file: z.string(),
    featuresOffset: number,
    labelsOffset: number,
    sampleWeightsOffset: number.exactOptional(),
  }),
])

const adam = { beta1: number.exactOptional(), beta2: number.exactOptional(), epsilon: number.exactOptional() }
const optimizer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('adam'), ...adam }),
  z.object({ type: z.literal('adamw'), ...adam, weightDecay: number.exactOptional() }),
  z.object({ type: z.literal('sgd'), momentum: number.exactOptional(), nesterov: z.boolean().exactOptional() }),
])

const warmup = { warmupSteps: number.exactOptional() }
const schedule = z.discriminatedUnion('type', [
  z.object({ type: z.literal('constant'), ...warmup }),
  z.object({ type: z.literal('cosine'), steps: number, floor: number.exactOptional(), ...warmup }),
])

const loss = z.object({
  labelSmoothing: number.exactOptional(),
  focal: z.object({ gamma: number, alpha: number.exactOptional() }).exactOptional(),
  classWeights: z.array(number).readonly().exactOptional(),
})

const engine = z.enum(ENGINES)

/** What a trainer is opened with; whatever else its objects carry is left out. */
export const trainerSettingsSchema = z.object({
  /** The planner checks these. */
  layers: z.unknown(),
  inputs: number,
  classes: number,
  window: number.exactOptional(),
  batchSize: number,
  seed: number,
  learningRate: number.exactOptional(),
  optimizer: optimizer.exactOptional(),
  schedule: schedule.exactOptional(),
  loss: loss.exactOptional(),
  regularization: z.object({ l1: number.exactOptional(), l2: number.exactOptional() }).exactOptional(),
  clip: z.object({ norm: number.exactOptional(), value: number.exactOptional() }).exactOptional(),
  threads: number.exactOptional(),
  engine: engine.exactOptional(),
  device: z.enum(DEVICES).exactOptional(),
  data,
})

export const trainingStateSchema = z.strictObject({
  step: number,
  weights: floats,
  moments: z.array(floats),
  engine: engine.exactOptional(),
})
export const lossesSchema = z.strictObject({ losses: floats })
export const scoresSchema = floats
export const modelSchema = bytes
export const openedSchema = z.strictObject({ weights: number })
export const nothingSchema = z.undefined()

/** What a trainer asks of its worker. */
export const callSchema = z.discriminatedUnion('call', [
  z.strictObject({ call: z.literal('open'), spec: trainerSettingsSchema }),
  z.strictObject({
    call: z.literal('run'),
    rows: ints,
    firstStep: number,
    rateFactor: number.exactOptional(),
    threads: number.exactOptional(),
  }),
  z.strictObject({ call: z.literal('state') }),
  z.strictObject({ call: z.literal('restore'), state: trainingStateSchema }),
  z.strictObject({ call: z.literal('predict'), features: floats }),
  z.strictObject({ call: z.literal('inferenceModel') }),
  z.strictObject({ call: z.literal('close') }),
])
export type TrainingCall = z.output<typeof callSchema>

/** A call with the number its reply will carry; the body is parsed where an error can still be replied. */
export const requestSchema = z.strictObject({ id: number, body: z.unknown() })

export const replySchema = z.union([
  z.strictObject({ id: number, failure: serializedErrorSchema }),
  z.strictObject({ id: number, value: z.unknown() }),
])
export type TrainingReply = z.output<typeof replySchema>
