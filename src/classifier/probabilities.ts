/**
 * Turns scores [rows, classes] into probabilities. A net trained on balanced batches answers as if every
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
