/** Prices of consecutive candles. */
export interface PriceColumns {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
}

/** The logarithms that every window of the same candles needs. */
export interface LogPrices extends PriceColumns {
  /** Middle between high and low. */
  readonly middle: Float64Array
}

export function logPrices({ open, high, low, close }: PriceColumns): LogPrices {
  const [logHigh, logLow] = [log(high), log(low)]
  const middle = logHigh.map((value, row) => (value + (logLow[row] ?? 0)) / 2)
  return { open: log(open), high: logHigh, low: logLow, close: log(close), middle }
}

function log(prices: Float64Array): Float64Array {
  return prices.map((price) => Math.log(price))
}

/**
 * The bid-ask spread as a share of the price, estimated from the candles `from … to − 1`: EDGE of Ardia, Guidotti, Kroencke (2024,
 * https://doi.org/10.1016/j.jfineco.2024.103916), on unbroken prices. Minutes at the price of the close before them, as filled ones are, count as
 * minutes without a trade. The square of a spread may be estimated as negative: then the result is. NaN where there is
 * nothing to estimate from: fewer than three candles, fewer than two that traded, or prices that never bounce.
 */
export function edgeSpread(prices: LogPrices, from: number, to: number): number {
  if (to - from < 3) return Number.NaN
  const counts = countBounces(prices, from, to)
  const { traded, opens, closes } = counts
  if (traded < 2 || opens === 0 || closes === 0) return Number.NaN
  const means = meanReturns(prices, from, to, traded)
  const rows = to - from - 1
  const [openWeight, closeWeight] = [(-4 * rows) / opens, (-4 * rows) / closes]
  let [first, firstSquare, second, secondSquare] = [0, 0, 0, 0]
  for (let row = from + 1; row < to; row++) {
    const at = returnsAt(prices, row)
    const mark = hasTraded(prices, row) ? 1 : 0
    const d1 = at.openToMiddle - mark * means.openToMiddle
    const d3 = at.closeToMiddle - mark * means.closeToMiddle
    const d5 = at.closeToOpen - mark * means.closeToOpen
    const x1 = openWeight * d1 * at.middleToOpen + closeWeight * d3 * at.middleToClose
    const x2 = openWeight * d1 * at.closeToOpen + closeWeight * d5 * at.middleToClose
    first += x1
    firstSquare += x1 * x1
    second += x2
    secondSquare += x2 * x2
  }
  return signedRoot(weighted(first / rows, firstSquare / rows, second / rows, secondSquare / rows))
}

/** The mean of two estimates of one square, each weighted by the variance of the other. */
function weighted(first: number, firstSquare: number, second: number, secondSquare: number): number {
  const v1 = firstSquare - first ** 2
  const v2 = secondSquare - second ** 2
  return v1 + v2 > 0 ? (v2 * first + v1 * second) / (v1 + v2) : (first + second) / 2
}

function signedRoot(square: number): number {
  return Math.sign(square) * Math.sqrt(Math.abs(square))
}

/** The log-returns of a row and the close before it: each from the first to the second. */
interface Returns {
  readonly openToMiddle: number
  readonly middleToOpen: number
  readonly closeToMiddle: number
  readonly middleToClose: number
  readonly closeToOpen: number
}

function returnsAt({ open, close, middle }: LogPrices, row: number): Returns {
  const [o, m] = [open[row] ?? 0, middle[row] ?? 0]
  const [c1, m1] = [close[row - 1] ?? 0, middle[row - 1] ?? 0]
  return {
    openToMiddle: m - o,
    middleToOpen: o - m1,
    closeToMiddle: m - c1,
    middleToClose: c1 - m1,
    closeToOpen: o - c1,
  }
}

function hasTraded({ high, low, close }: LogPrices, row: number): boolean {
  return high[row] !== low[row] || low[row] !== close[row - 1]
}

/** How many rows traded, and how often an open, or the close before it, is not the highest or not the lowest price of its minute. */
function countBounces(prices: LogPrices, from: number, to: number): { traded: number; opens: number; closes: number } {
  const { open, high, low, close } = prices
  let [traded, opens, closes] = [0, 0, 0]
  for (let row = from + 1; row < to; row++) {
    if (!hasTraded(prices, row)) continue
    traded++
    opens += Number(open[row] !== high[row]) + Number(open[row] !== low[row])
    closes += Number(close[row - 1] !== high[row - 1]) + Number(close[row - 1] !== low[row - 1])
  }
  return { traded, opens, closes }
}

/** Means over the rows that traded, which are taken from those rows. */
function meanReturns(
  prices: LogPrices,
  from: number,
  to: number,
  traded: number,
): Pick<Returns, 'openToMiddle' | 'closeToMiddle' | 'closeToOpen'> {
  let [openToMiddle, closeToMiddle, closeToOpen] = [0, 0, 0]
  for (let row = from + 1; row < to; row++) {
    const at = returnsAt(prices, row)
    openToMiddle += at.openToMiddle
    closeToMiddle += at.closeToMiddle
    closeToOpen += at.closeToOpen
  }
  return {
    openToMiddle: openToMiddle / traded,
    closeToMiddle: closeToMiddle / traded,
    closeToOpen: closeToOpen / traded,
  }
}
