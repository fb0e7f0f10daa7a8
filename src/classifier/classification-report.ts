import { sortScores } from './sort-scores.js'

/** How well the scores of rows tell their classes apart; null where a figure has no meaning, such as without a row of a class. */
export interface ClassificationReport {
  /** Mean cross-entropy of the scores; those below 1e-7 count as 1e-7. */
  readonly loss: number
  readonly accuracy: number
  /** Mean recall of the classes that have rows. */
  readonly balancedAccuracy: number
  /** In the order of the model's output. */
  readonly classes: readonly ClassMetrics[]
}

export interface ClassMetrics {
  readonly precision: number | null
  readonly recall: number | null
  /** Area under the ROC curve, this class against the rest: the chance that a row of it has a higher score than another. */
  readonly auc: number | null
}

/** Scores [rows, classes], row-major, and the class of each row. */
export interface LabelledScores {
  readonly scores: Float32Array
  readonly target: Uint8Array
}

const MIN_SCORE = 1e-7

/**
 * The figures of scikit-learn's classification report, of all parts together. The predicted class of a row is the one with the
 * highest score, the first at a tie.
 */
export function classificationReport(parts: readonly LabelledScores[], classes: number): ClassificationReport {
  const counts = new Float64Array(classes * classes)
  let lossSum = 0
  for (const { scores, target } of parts) {
    for (let row = 0; row < target.length; row++) {
      const actual = target[row] ?? 0
      const cell = actual * classes + highest(scores, row * classes, classes)
      counts[cell] = (counts[cell] ?? 0) + 1
      lossSum -= Math.log(Math.max(MIN_SCORE, scores[row * classes + actual] ?? 0))
    }
  }
  const indices = Array.from({ length: classes }, (_, index) => index)
  const at = (actual: number, predicted: number): number => counts[actual * classes + predicted] ?? 0
  const sumOver = (of: (other: number) => number): number => indices.reduce((sum, index) => sum + of(index), 0)
  const rows = sumOver((actual) => sumOver((predicted) => at(actual, predicted)))
  const recalls = indices.map((index) =>
    ratio(
      at(index, index),
      sumOver((other) => at(index, other)),
    ),
  )
  const scratch = [new Float32Array(rows), new Float32Array(rows)] as const
  const known = recalls.filter((recall) => recall !== null)
  return {
    loss: lossSum / rows,
    accuracy: sumOver((index) => at(index, index)) / rows,
    balancedAccuracy: known.reduce((sum, recall) => sum + recall, 0) / known.length,
    classes: indices.map((index) => ({
      precision: ratio(
        at(index, index),
        sumOver((other) => at(other, index)),
      ),
      recall: recalls[index] ?? null,
      auc: areaUnderCurve(parts, classes, index, scratch),
    })),
  }
}

function highest(scores: Float32Array, from: number, classes: number): number {
  let best = 0
  for (let index = 1; index < classes; index++) {
    if ((scores[from + index] ?? 0) > (scores[from + best] ?? 0)) best = index
  }
  return best
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** Memory for the scores of all rows, twice. */
type Scratch = readonly [Float32Array, Float32Array]

/** By counting, in sorted scores, the pairs that are in order; ties count half. */
function areaUnderCurve(
  parts: readonly LabelledScores[],
  classes: number,
  index: number,
  scratch: Scratch,
): number | null {
  const { ofClass, others } = sortedScores(parts, classes, index, scratch)
  if (ofClass.length === 0 || others.length === 0) return null
  let [below, upTo, pairs] = [0, 0, 0]
  for (const score of ofClass) {
    while (below < others.length && (others[below] ?? 0) < score) below++
    while (upTo < others.length && (others[upTo] ?? 0) <= score) upTo++
    pairs += (below + upTo) / 2
  }
  return pairs / (ofClass.length * others.length)
}

/** The scores for a class, those of its rows from the beginning of `scratch`, those of all others from its end. */
function sortedScores(
  parts: readonly LabelledScores[],
  classes: number,
  index: number,
  [scratch, other]: Scratch,
): { readonly ofClass: Float32Array; readonly others: Float32Array } {
  let [next, end] = [0, scratch.length]
  for (const { scores, target } of parts) {
    for (let row = 0; row < target.length; row++) {
      scratch[target[row] === index ? next++ : --end] = scores[row * classes + index] ?? 0
    }
  }
  return { ofClass: sortScores(scratch.subarray(0, next), other), others: sortScores(scratch.subarray(end), other) }
}
