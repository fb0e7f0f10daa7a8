import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import { summarizeModel, type ModelSummary } from '../onnx/model-summary.js'
import { createSession } from '../onnx/session.js'
import { resolveClassOrder, resolveColumnOrder } from './resolve-order.js'
import { findModelInput } from './model-input.js'
import { findModelOutput } from './model-output.js'
import { OUTPUT_FORMS, type ModelRequirements } from './model-requirements.js'
import { toRuntimeError, unknownOperatorsError } from './runtime-errors.js'
import { wrapModel, wrapperSchema } from './wrap-model.js'

/** An ONNX model of another program that fits a feature set and a target. */
export const onnxModelSchema = z.strictObject({
  label: z.string(),
  window: z.number(),
  producer: z.string(),
  /** Names of its inputs in its own order. */
  columns: z.array(z.string()).readonly(),
  /** What was assumed because neither the file nor its user said it. */
  assumed: z.array(z.string()).readonly(),
  /** What its user said that its output is. */
  outputForm: z.enum(OUTPUT_FORMS).optional(),
  /** The file's bytes. */
  model: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  /** How it becomes a model with the inputs and output of a classifier: see `wrapModel`. */
  wrapper: wrapperSchema,
})
export type OnnxModel = z.output<typeof onnxModelSchema>

/** Sets of operators that the runtime may have. */
const DOMAINS = new Set(['', 'ai.onnx.ml', 'com.microsoft', 'ai.onnx.preview.training', 'com.ms.internal.nhwc'])

/**
 * Reads an ONNX model of any program. Throws UserError where it is cut short, has operators that the runtime does not know, or
 * does not fit.
 */
export async function readOnnxModel(model: Uint8Array, schema: ModelRequirements): Promise<OnnxModel> {
  const { label, inputs, columns } = schema
  const summary = readSummary(model, label)
  requireReadable(summary, label)
  const input = findModelInput(summary, schema)
  const output = findModelOutput(summary, schema)
  const order = resolveClassOrder(output.labels, schema)
  const wrapper = {
    inputs: inputs.length,
    input,
    output,
    columns: resolveColumnOrder(schema),
    classes: order.indices,
  }
  await requireLoadable(wrapModel(model, wrapper, 'scores'), summary, label)
  return {
    label,
    window: input.window,
    producer: summary.producer,
    columns: columns ?? inputs,
    assumed: [
      ...(columns ? [] : [`its inputs are the columns of ${schema.features} in their order`]),
      ...order.assumed,
    ],
    outputForm: schema.outputForm,
    model,
    wrapper,
  }
}

function readSummary(model: Uint8Array, label: string): ModelSummary {
  try {
    return summarizeModel(model)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UserError(`${label} is no ONNX model, or was cut short; export or fetch it again`)
  }
}

function requireReadable({ externalFile, operators }: ModelSummary, label: string): void {
  if (externalFile !== undefined) {
    throw new UserError(
      `the weights of ${label} lie in a file beside it (${externalFile}); save it as one file, in Python: onnx.save(onnx.load('${label}'), 'whole.onnx')`,
    )
  }
  const unknown = [...operators].filter((operator) => !DOMAINS.has(operator.slice(0, operator.lastIndexOf(':'))))
  if (unknown.length > 0) throw unknownOperatorsError(label, unknown)
}

async function requireLoadable(model: Uint8Array, { opsets }: ModelSummary, label: string): Promise<void> {
  try {
    const session = await createSession(model)
    await session.release()
  } catch (error) {
    throw toRuntimeError(error, label, Math.max(...opsets.values()))
  }
}
