/** Rows that are multiplied at once: as many as stay in a processor's cache with all columns. */
const BLOCK_ROWS = 2048

/** Rows above which a position no longer fits beside a value in one exact number. */
const MAX_ROWS = 2 ** 20

/**
 * The ranks of a column, equal values sharing the mean of theirs, centred and with a sum of squares of 1: the dot product of
 * two of these is Spearman's correlation. A value that is not finite has the middle rank; a constant column is all zero.
 * Throws RangeError for more than 2^20 rows.
 */
export function centredRanks(values: Float32Array): Float32Array {
  if (values.length > MAX_ROWS) throw new RangeError(`${values.length} rows cannot be ranked, at most ${MAX_ROWS}`)
  const keys = rankKeys(values)
  const ranks = new Float64Array(values.length)
  const centre = (keys.length - 1) / 2
  let squares = 0
  for (let from = 0; from < keys.length;) {
    const value = Math.floor((keys[from] ?? 0) / MAX_ROWS)
    let to = from + 1
    while (to < keys.length && Math.floor((keys[to] ?? 0) / MAX_ROWS) === value) to++
    const rank = (from + to - 1) / 2 - centre
    for (let i = from; i < to; i++) ranks[(keys[i] ?? 0) % MAX_ROWS] = rank
    squares += (to - from) * rank ** 2
    from = to
  }
  const norm = squares > 0 ? 1 / Math.sqrt(squares) : 0
  return new Float32Array(ranks.map((rank) => rank * norm))
}

/** For each finite value a number that orders as the value does, and behind it the value's position; ascending. */
function rankKeys(values: Float32Array): Float64Array {
  const bits = new Int32Array(1)
  const single = new Float32Array(bits.buffer)
  const keys = new Float64Array(values.length)
  let length = 0
  values.forEach((value, row) => {
    if (!Number.isFinite(value)) return
    // Adding 0 makes of −0 the 0 that it equals.
    single[0] = value + 0
    const pattern = bits[0] ?? 0
    const ordered = pattern < 0 ? -(pattern & 0x7fffffff) : pattern
    keys[length++] = (ordered + 2 ** 31) * MAX_ROWS + row
  })
  return keys.subarray(0, length).sort()
}

/** Dot products of all pairs of columns of equal length, row-major; each column's with itself is 1, or 0 where it is zero. */
export function dotProducts(columns: readonly Float32Array[]): Float64Array {
  const count = columns.length
  const rows = columns[0]?.length ?? 0
  const products = new Float64Array(count * count)
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const blocks = columns.map((column) => column.subarray(from, from + BLOCK_ROWS))
    blocks.forEach((a, i) => {
      for (let j = i; j < count; j++) {
        const cell = i * count + j
        products[cell] = (products[cell] ?? 0) + dot(a, blocks[j] ?? a)
      }
    })
  }
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) products[i * count + j] = products[j * count + i] ?? 0
  }
  return products
}

/** Two sums at a time: a single one would wait for each addition. */
function dot(a: Float32Array, b: Float32Array): number {
  let [even, odd] = [0, 0]
  for (let i = 0; i + 1 < a.length; i += 2) {
    even += (a[i] ?? 0) * (b[i] ?? 0)
    odd += (a[i + 1] ?? 0) * (b[i + 1] ?? 0)
  }
  const last = a.length - 1
  return even + odd + (a.length % 2 === 1 ? (a[last] ?? 0) * (b[last] ?? 0) : 0)
}
