// What an assessment takes beside scoring: the bootstrap of a year of daily returns. Returns are simulated.
import {
  bootstrap,
  meanOfDays,
  sharpeOfDays,
  percentileInterval,
} from '../dist/assessment/statistics/block-bootstrap.js'
import { commonBlockLength } from '../dist/assessment/statistics/block-length.js'
import { bootstrapSelection } from '../dist/assessment/statistics/bootstrap-selection.js'
import { createRng } from '../dist/core/rng.js'
import { alternate, row } from './lib/measure.mjs'

const DAYS = 365
const CELLS = 49
const DRAWS = 1000
/** Milliseconds. */
const TARGET = 500

export async function rows(progress) {
  const rng = createRng(1)
  const returns = Float64Array.from({ length: DAYS }, () => 0.001 + 0.03 * rng.normal())
  const gain = Float64Array.from({ length: DAYS * CELLS }, () => 0.03 * rng.normal())
  const cells = { days: DAYS, cells: CELLS, gain }
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
  return results
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
