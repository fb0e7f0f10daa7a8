/** A square matrix by rows. */
export type SquareMatrix = readonly (readonly number[])[]

/**
 * How many independent quantities a symmetric correlation matrix amounts to: exp of the entropy of its positive eigenvalues, as
 * shares of their sum (Roy, Vetterli 2007). Between 1 and its size; 0 for an empty one.
 */
export function effectiveRank(correlations: SquareMatrix): number {
  const positive = symmetricEigenvalues(correlations).filter((value) => value > 0)
  if (positive.length === 0) return 0
  const total = positive.reduce((sum, value) => sum + value, 0)
  return Math.exp(-positive.reduce((sum, value) => sum + (value / total) * Math.log(value / total), 0))
}

/** Most sweeps; ten are enough for a thousand rows. */
const MAX_SWEEPS = 60

/** Eigenvalues of a symmetric matrix, in no order, by Jacobi's rotations: each makes one element beside the diagonal zero. */
export function symmetricEigenvalues(matrix: SquareMatrix): number[] {
  const size = matrix.length
  const a = Float64Array.from(matrix.flat())
  if (a.length !== size * size)
    throw new RangeError(`a matrix of ${size} rows has ${a.length} values; expected a square`)
  const diagonal = (): number[] => Array.from({ length: size }, (_, i) => a[i * size + i] ?? 0)
  const scale = a.reduce((sum, value) => sum + value * value, 0)
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    const beside = scale - diagonal().reduce((sum, value) => sum + value * value, 0)
    if (Math.abs(beside) <= 1e-15 * scale && sweep > 1) break
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(a, size, p, q)
  }
  return diagonal()
}

/** Rotates rows and columns p and q so that their common element is zero. */
function rotate(a: Float64Array, size: number, p: number, q: number): void {
  const at = (row: number, column: number): number => a[row * size + column] ?? 0
  if (at(p, q) === 0) return
  const theta = (at(q, q) - at(p, p)) / (2 * at(p, q))
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const c = 1 / Math.hypot(t, 1)
  const s = t * c
  for (let k = 0; k < size; k++) {
    const [x, y] = [at(k, p), at(k, q)]
    a[k * size + p] = c * x - s * y
    a[k * size + q] = s * x + c * y
  }
  for (let k = 0; k < size; k++) {
    const [x, y] = [at(p, k), at(q, k)]
    a[p * size + k] = c * x - s * y
    a[q * size + k] = s * x + c * y
  }
}
