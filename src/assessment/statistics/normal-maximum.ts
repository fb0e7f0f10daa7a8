import { normalCdf } from './normal.js'

/** Expected value and variance of the maximum of standard normal values. */
export interface MaximumMoments {
  readonly mean: number
  readonly variance: number
}

/** A node of the quadrature, with its weight; the weights sum to 1. */
interface Node {
  readonly x: number
  readonly weight: number
}

/** Enough for 1e-3 of the moments of the maximum of up to 1 000 values, and for 1e-2 of up to 100 000. */
const NODES = 300

let nodes: readonly Node[] | undefined

/**
 * Moments of the maximum of `count` independent standard normals, which has the density count·φ(x)·Φ(x)^(count−1), by Gauss–Hermite
 * quadrature. The count need not be an integer: an effective number of trials is not. Throws RangeError below 1.
 */
export function maximumMoments(count: number): MaximumMoments {
  if (!(count >= 1)) throw new RangeError(`the maximum of ${count} values; expected at least 1`)
  if (count === 1) return { mean: 0, variance: 1 }
  nodes ??= hermiteNodes(NODES)
  let mean = 0
  let square = 0
  for (const { x, weight } of nodes) {
    const density = weight * count * normalCdf(x) ** (count - 1)
    mean += density * x
    square += density * x * x
  }
  return { mean, variance: square - mean * mean }
}

/**
 * Nodes and weights for expectations under the standard normal: the roots of the Hermite polynomial of that order, and
 * 1 / (order · h²) with the normalised polynomial h of one order less there. Roots are nowhere closer than in the middle, where they
 * are π/√order apart, so steps of a quarter of it find every one.
 */
export function hermiteNodes(order: number): readonly Node[] {
  const step = Math.PI / Math.sqrt(order) / 4
  const steps = Math.ceil((2 * Math.sqrt(order) + 1) / step)
  const roots: number[] = []
  for (let i = -steps; i < steps; i++) {
    // Borders lie beside 0, which is a root of every odd order.
    const [low, high] = [(i + 0.3) * step, (i + 1.3) * step]
    if (Math.sign(hermite(order, low).value) !== Math.sign(hermite(order, high).value))
      roots.push(findRoot(order, low, high))
  }
  return roots.map((x) => ({ x, weight: 1 / (order * hermite(order, x).previous ** 2) }))
}

/** The one root between two borders: Newton's method, and halving wherever it would leave them. */
function findRoot(order: number, low: number, high: number): number {
  const sign = Math.sign(hermite(order, high).value)
  let x = (low + high) / 2
  for (let step = 0; step < 80; step++) {
    const { value, previous } = hermite(order, x)
    if (Math.sign(value) === sign) high = x
    else low = x
    const next = x - value / (Math.sqrt(order) * previous)
    const inside = next > low && next < high ? next : (low + high) / 2
    if (Math.abs(inside - x) <= 1e-15 * Math.max(1, Math.abs(x))) return inside
    x = inside
  }
  return x
}

/** The Hermite polynomial of the normal density at `x`, and the one before it, both normalised to a mean square of 1. */
function hermite(order: number, x: number): { readonly value: number; readonly previous: number } {
  let previous = 0
  let value = 1
  for (let n = 0; n < order; n++) [previous, value] = [value, (x * value - Math.sqrt(n) * previous) / Math.sqrt(n + 1)]
  return { value, previous }
}
