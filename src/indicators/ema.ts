import { firstBorder, type RollingSpan } from './rolling-span.js'

/** Weight that all rows older than the memory would have together. */
const FORGOTTEN_WEIGHT = 1e-10

/**
 * Rows that an exponential mean with the weight `alpha` for the newest row remembers here: those before them would weigh
 * less than 1e-10 together. 311 rows for Wilder’s 14, 300 for a span of 26.
 */
export function emaWindow(alpha: number): number {
  if (!(alpha > 0 && alpha <= 1)) throw new RangeError(`the weight of the newest row is ${alpha}, not between 0 and 1`)
  return alpha === 1 ? 1 : Math.ceil(Math.log(FORGOTTEN_WEIGHT) / Math.log(1 - alpha))
}

/** Weight of the newest row in an exponential mean of a period: 2 / (period + 1). */
export function spanAlpha(period: number): number {
  return 2 / (period + 1)
}

/** Weight of the newest row in Wilder's mean of a period: 1 / period. */
export function wilderAlpha(period: number): number {
  return 1 / period
}

/** How an exponential mean weighs its rows: by a period, as TA-Lib and the `span` of pandas, or by the weight `alpha` of the newest row. */
export type EmaWeights =
  | { readonly period: number; readonly alpha?: undefined }
  | { readonly alpha: number; readonly period?: undefined }

export type EmaSpan = Pick<RollingSpan, 'first' | 'from'> & EmaWeights

/** Rows before the first result that `ema` reads: 299 for a period of 26. */
export function emaHistory(weights: EmaWeights): number {
  return emaWindow(alphaOf(weights)) - 1
}

function alphaOf(weights: EmaWeights): number {
  return weights.alpha ?? spanAlpha(weights.period)
}

/**
 * Exponentially weighted mean of the last `emaWindow(alpha)` rows: weights alpha·(1 − alpha)^age, divided by their
 * sum. A recursion over all of the past would never be the same bits from two starts; this one differs from it by less than
 * 1e-10 of the range in which the values ever were.
 * @returns one value for each row from `from` on; `from >= emaWindow(alpha) − 1`
 */
export function ema(values: Float64Array, { first, from, ...weights }: EmaSpan): Float64Array {
  const alpha = alphaOf(weights)
  const window = emaWindow(alpha)
  const span = { first, from, window }
  const decay = 1 - alpha
  const total = (1 - decay ** window) / alpha
  const powers = Float64Array.from({ length: window + 1 }, (_, age) => decay ** age)
  const means = new Float64Array(Math.max(0, values.length - from))
  const before = new Float64Array(window)
  for (let border = firstBorder(span); border < values.length; border += window) {
    const begin = Math.max(border, from)
    const end = Math.min(border + window, values.length)
    const reference = values[border] ?? 0
    for (let back = 1; back < window - (begin - border); back++) {
      before[back] = (before[back - 1] ?? 0) + (powers[back - 1] ?? 0) * ((values[border - back] ?? 0) - reference)
    }
    let after = 0
    for (let row = border; row < end; row++) {
      after = decay * after + ((values[row] ?? 0) - reference)
      if (row < begin) continue
      const ahead = row - border + 1
      means[row - from] = reference + (after + (powers[ahead] ?? 0) * (before[window - ahead] ?? 0)) / total
    }
  }
  return means
}
