// What an assessment takes beside scoring: the bootstrap of a year of daily returns, and the threshold matrix of a year with
// realistic fills beside the one with fills at the close. Returns, candles and scores are simulated. And how fast a backtest is, by itself
// and beside backtesting.py.
import {
  bootstrap,
  meanOfDays,
  sharpeOfDays,
  percentileInterval,
} from '../dist/assessment/statistics/block-bootstrap.js'
import { commonBlockLength } from '../dist/assessment/statistics/block-length.js'
import { bootstrapSelection } from '../dist/assessment/statistics/bootstrap-selection.js'
import { fillRows } from '../dist/assessment/row-fills.js'
import { seriesMarket } from '../dist/assessment/spreads/series-market.js'
import { thresholdMatrix } from '../dist/assessment/threshold-matrix.js'
import { createRng } from '../dist/core/rng.js'
import { timeAt } from '../dist/core/grid.js'
import { realisticFills } from '../dist/exchange/simulated/engine/fill-model.js'
import { simulateCandles } from '../dist/ohlcv/simulate-candles.js'
import { backtestPaceRows } from './lib/backtest-pace.mjs'
import { alternate, row } from './lib/measure.mjs'
import { smaCrossRow } from './lib/sma-cross.mjs'

const DAYS = 365
const CELLS = 49
const DRAWS = 1000
const MINUTES = 525_600
/** Minutes before the rows that spreads are estimated from. */
const BEFORE = 1500
/** Milliseconds. */
const TARGET = 500

export async function rows(progress) {
  const rng = createRng(1)
  const returns = Float64Array.from({ length: DAYS }, () => 0.001 + 0.03 * rng.normal())
  const gain = Float64Array.from({ length: DAYS * CELLS }, () => 0.03 * rng.normal())
  const cells = { days: DAYS, cells: CELLS, gain }
  /** @type {[string, () => void][]} */
  const cases = [
    [`${DRAWS} bootstrap draws of a year of one base: mean and Sharpe ratio`, () => drawStatistics(returns)],
    [`${DRAWS} choices among ${CELLS} cells on a redrawn year, scored on another`, () => drawSelections(cells)],
  ]
  const results = []
  for (const [name, work] of cases) {
    progress(name)
    const { ours } = await alternate({ ours: work }, 7)
    results.push(row({ name, metric: 'median time', unit: 'ms', ours, better: 'less', target: TARGET }))
  }
  progress('fills of a year')
  const filled = await fillRowsOfYear()
  const crossed = await smaCrossRow(progress)
  return [...results, ...filled, ...(await backtestPaceRows(progress)), ...(crossed ? [crossed] : [])]
}

/** The matrix alone, as every cell and draw trades it; and once a base, what makes the fills. */
async function fillRowsOfYear() {
  const candles = simulateCandles('market', { seed: 1, from: Date.UTC(2022, 0, 1), rows: BEFORE + MINUTES })
  const close = scoredYear(candles)
  const realistic = { ...close, fills: makeFills(close, candles) }
  const times = await alternate(
    {
      ours: () => thresholdMatrix([realistic], { fee: 0.001 }),
      close: () => thresholdMatrix([close], { fee: 0.001 }),
      fills: () => makeFills(close, candles),
    },
    7,
  )
  const about = { metric: 'median time', unit: 'ms', better: 'less' }
  return [
    row({
      ...about,
      name: `7×7 matrix over ${MINUTES} rows, realistic fills`,
      ours: times.ours,
      peers: { 'fills at the close': times.close },
      target: { 'fills at the close': 0.5 },
    }),
    row({ ...about, name: `realistic fills of ${MINUTES} rows, spreads estimated`, ours: times.fills }),
  ]
}

function scoredYear(candles) {
  const rng = createRng(4)
  const scores = () => Float32Array.from({ length: MINUTES }, () => rng.float())
  return {
    base: 'a',
    ranges: [{ from: 0, to: MINUTES }],
    time: Float64Array.from({ length: MINUTES }, (_, row) => timeAt(candles.grid, BEFORE + row)),
    close: candles.close.subarray(BEFORE),
    target: new Uint8Array(MINUTES),
    hold: scores(),
    buy: scores(),
    sell: scores(),
  }
}

function makeFills(series, candles) {
  return fillRows(series.ranges, seriesMarket(series, candles).market, realisticFills())
}

/** With the choice of the block length, which is part of every interval. */
function drawStatistics(returns) {
  const blockLength = commonBlockLength([returns], 1)
  for (const statistic of [meanOfDays, sharpeOfDays]) {
    const options = { draws: DRAWS, blockLength, rng: createRng(2) }
    const { low, high } = percentileInterval(bootstrap(DAYS, (days) => statistic(returns, days), options))
    if (!(low < high)) throw new Error(`an interval from ${low} to ${high}`)
  }
}

function drawSelections(cells) {
  const { gain } = bootstrapSelection(cells, { draws: DRAWS, blockLength: 3, rng: createRng(3), later: cells })
  if (gain.length !== DRAWS) throw new Error(`${gain.length} gains of ${DRAWS} draws`)
}
