import type { ClassifierDescription } from './description.js'

/**
 * Turns scores [rows, classes] into probabilities. A net that was trained on balanced batches scores as if every
 * class were equally frequent; p_c ∝ score_c · frequency_c puts the training set's frequencies back. A row whose
 * products are all zero gets the frequencies themselves.
 */
export function scoresToProbabilities(scores: Float32Array, classCounts: readonly number[]): Float32Array {
  const classes = classCounts.length
  const total = classCounts.reduce((sum, count) => sum + count, 0)
  const prior = Float64Array.from(classCounts, (count) => count / total)
  const probabilities = new Float32Array(scores.length)
  for (let start = 0; start < scores.length; start += classes) {
    let sum = 0
    for (let index = 0; index < classes; index++) sum += (scores[start + index] ?? 0) * (prior[index] ?? 0)
    for (let index = 0; index < classes; index++) {
      const weighted = (scores[start + index] ?? 0) * (prior[index] ?? 0)
      probabilities[start + index] = sum > 0 ? weighted / sum : (prior[index] ?? 0)
    }
  }
  return probabilities
}

/**
 * The counts that scores are corrected by: how much more frequent, relative to one another, the classes were than the net saw them;
 * undefined where it saw them as they were. Balanced batches and weighted losses make all classes count the same; class weights and
 * the weights of rows come on top.
 */
export function priorCounts({ classes, classCounts, training }: ClassifierDescription): readonly number[] | undefined {
  const { learning, meanWeights } = training
  const weights = learning?.classWeights
  const natural = training.sampling === 'natural'
  if (!weights && !meanWeights) return natural ? undefined : classCounts
  return classes.map((name, index) => {
    const seen = (weights?.[name] ?? 1) * (meanWeights?.[index] ?? 1)
    return (natural ? 1 : (classCounts[index] ?? 0)) / seen
  })
}

/** Name of the column of a class's probability: `pBuy`. */
export function probabilityColumn(name: string): string {
  return `p${name.charAt(0).toUpperCase()}${name.slice(1)}`
}
