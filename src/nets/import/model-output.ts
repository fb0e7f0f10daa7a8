import { UserError } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import type { ModelSummary, ModelValue } from '../onnx/model-summary.js'
import { describeType } from './model-input.js'
import type { ModelRequirements } from './model-requirements.js'

/** The output of a net that has one number a class. */
export interface ModelOutput {
  readonly name: string
  /** Whether it is certain to be float32 already. */
  readonly isFloat: boolean
  /** Its classes in order as the file names them; empty where it does not. */
  readonly labels: readonly (string | number)[]
}

const FLOAT = 1
const FLOATS = new Set([1, 10, 11])
const ZIP_MAP = 'ai.onnx.ml:ZipMap'

/**
 * The output with the scores. Of a map from class to score, as scikit-learn's converter makes by default, the numbers behind it
 * are taken. Throws UserError where there is none, or no saying which.
 */
export function findModelOutput(summary: ModelSummary, schema: ModelRequirements): ModelOutput {
  const candidates = summary.outputs.flatMap((value) => candidateOf(value, summary, schema.classes.length) ?? [])
  const named = schema.output === undefined ? candidates : candidates.filter(({ shown }) => shown === schema.output)
  const likely = named.length > 1 ? named.filter(({ shown }) => /prob/i.test(shown)) : named
  const [chosen] = likely.length > 0 ? likely : named
  if (!chosen) throw noOutputError(summary, schema)
  if (likely.length > 1 || (likely.length === 0 && named.length > 1)) {
    throw new RequestError(
      `${schema.label} has the outputs ${candidates.map(({ shown }) => shown).join(', ')}; name the one to take with {outputName}`,
    )
  }
  const { shown: _shown, ...output } = chosen
  return { ...output, labels: output.labels.length > 0 ? output.labels : labelsIn(summary) }
}

/** An output, by the name that the file gives it. */
interface Candidate extends ModelOutput {
  readonly shown: string
}

function candidateOf(value: ModelValue, summary: ModelSummary, classes: number): Candidate | undefined {
  const { name: shown, kind, elementType, shape } = value
  const zipMap = summary.nodes.find(({ operator, outputs }) => operator === ZIP_MAP && outputs.includes(shown))
  if (zipMap) return { shown, name: zipMap.inputs[0] ?? '', isFloat: false, labels: zipMap.classLabels }
  if (kind !== 'tensor' || !FLOATS.has(elementType)) return undefined
  const last = shape?.at(-1)
  if (shape && (shape.length !== 2 || (typeof last === 'number' && last !== classes))) return undefined
  return { shown, name: shown, isFloat: elementType === FLOAT, labels: [] }
}

/** The labels of the node that classifies, such as a TreeEnsembleClassifier. */
function labelsIn({ nodes }: ModelSummary): readonly (string | number)[] {
  return nodes.find(({ classLabels }) => classLabels.length > 0)?.classLabels ?? []
}

function noOutputError({ outputs }: ModelSummary, { label, classes, output }: ModelRequirements): UserError {
  const there = outputs.map((value) => `${value.name} ${describeType(value)}`).join(', ') || 'none'
  if (outputs.some(({ kind }) => kind === 'sequence' || kind === 'map')) {
    return new UserError(
      `${label} gives its scores as maps (${there}); export it with plain ones: options={'zipmap': False}, or zipmap=False`,
    )
  }
  const named = output === undefined ? '' : ` called ${output}`
  return new UserError(
    `${label} has no output${named} of float numbers [rows, ${classes.length}], one for each of ${classes.join(', ')}; there are ${there}`,
  )
}
