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
  const shares = sharesOf(lengths)
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

/** For each row 1 / the number of labels that look at it. */
function sharesOf(lengths: Int32Array): Float64Array {
  let end = 0
  for (let label = 0; label < lengths.length; label++) end = Math.max(end, label + (lengths[label] ?? 0) + 2)
  const shares = new Float64Array(end)
  for (let label = 0; label < lengths.length; label++) {
    const beyond = label + (lengths[label] ?? 0) + 1
    shares[label + 1] = (shares[label + 1] ?? 0) + 1
    shares[beyond] = (shares[beyond] ?? 0) - 1
  }
  let concurrency = 0
  for (let row = 0; row < end; row++) {
    concurrency += shares[row] ?? 0
    shares[row] = 1 / concurrency
  }
  return shares
}
