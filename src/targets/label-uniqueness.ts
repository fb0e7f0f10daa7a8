/**
 * Average uniqueness of labels that overlap in time (López de Prado, Advances in Financial Machine Learning, 4.4): the mean
 * of 1 / concurrency over the candles that a label looks ahead on, where concurrency counts the labels that look at a
 * candle. 1 for a label that shares no candle, near 0 for one among many that tell the same.
 *
 * Label `i` looks at the rows `i + 1 … i + lengths[i]`; one of length 0 is no label and has the weight 0. All labels that
 * may look at a common row have to be given: as many before the first wanted one as the longest is long, less one.
 * @returns one weight for each label from `from` on
 */
export function labelUniqueness(lengths: Int32Array, from: number): Float32Array {
  const shares = Float64Array.from(concurrencyOf(lengths), (count) => 1 / count)
  const weights = new Float32Array(Math.max(0, lengths.length - from))
  for (let i = 0; i < weights.length; i++) {
    const label = from + i
    const length = lengths[label] ?? 0
    let sum = 0
    for (let row = label + 1; row <= label + length; row++) sum += shares[row] ?? 0
    weights[i] = length === 0 ? 0 : sum / length
  }
  return weights
}

/** How many labels look at each row. */
function concurrencyOf(lengths: Int32Array): Int32Array {
  const end = lengths.reduce((last, length, label) => Math.max(last, label + length + 2), 0)
  const counts = new Int32Array(end)
  lengths.forEach((length, label) => {
    counts[label + 1] = (counts[label + 1] ?? 0) + 1
    counts[label + length + 1] = (counts[label + length + 1] ?? 0) - 1
  })
  for (let row = 1; row < end; row++) counts[row] = (counts[row] ?? 0) + (counts[row - 1] ?? 0)
  return counts
}
