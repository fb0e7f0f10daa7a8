import type { Candles } from '../core/candles.js'
import { createRng, type Rng } from '../core/rng.js'
import { MINUTE } from '../core/time.js'
import { simulateCandles } from '../ohlcv/simulate-candles.js'
import { countSampleRows, type Sample } from './sample.js'
import type { Subject } from './subject.js'

/** More than 16 bits can count. */
const LONG_ROWS = 70_000
/** A year, a month and a week begin here: what goes by the calendar goes wrong at its turns. */
const TURN = Date.UTC(2024, 0, 1)
/** Rows before the turn; not whole hours, so that no block of any kernel begins with the rows. */
const ROWS_BEFORE_TURN = 2 * 1440 + 1133
/** Not at the full hour either. */
const FROM = Date.UTC(2024, 0, 3, 5, 7)
/** Prices about which those of the cheapest and dearest coins move; simulated ones begin between 1 and 1000. */
const CHEAP = 2e-5
const DEAR = 60_000
/** Share of the minutes of a sample with gaps that are missing, and the minutes of its outage. */
const MISSING = 0.003
const OUTAGE = 45

/** A simulated market, the same for the same seed. */
export function simulatedSample(subject: Subject, seed: number): Sample {
  const from = TURN - (subject.reach + ROWS_BEFORE_TURN + 1440 * (seed % 3)) * MINUTE
  const market = (base: string): Candles =>
    simulateCandles('market', { seed, from, rows: countSampleRows(subject), base })
  return { name: `simulated ${seed}`, candles: withNeeds(subject, `check${seed}`, market), kind: 'moving' }
}

/** A simulated market at the price of the cheapest coins, with minutes that are missing and an outage, filled as stored candles are. */
export function cheapSample(subject: Subject, seed: number): Sample {
  const sample = simulatedSample(subject, seed)
  return { ...sample, candles: withGaps(withLevel(sample.candles, CHEAP), createRng(seed, 0x6a9)) }
}

/** A market at the price of the dearest coins over more rows than anything else is computed at once in the checks. */
export function longSample(subject: Subject, seed: number): Sample {
  const rows = subject.reach + subject.horizon + LONG_ROWS
  const market = (base: string): Candles => simulateCandles('market', { seed, from: FROM, rows, base })
  return { name: 'long', candles: withLevel(withNeeds(subject, 'long', market), DEAR), kind: 'long' }
}

/** A market that moves, then stands still for longer than any window, without a trade, and moves again. */
export function quietSample(subject: Subject): Sample {
  const rows = 2 * (subject.reach + subject.horizon) + 3000
  const market = (base: string): Candles => standStill(simulateCandles('market', { seed: 3, from: FROM, rows, base }))
  return { name: 'quiet', candles: withNeeds(subject, 'quiet', market), kind: 'quiet' }
}

/** A market, and those of the other bases that a definition reads. */
function withNeeds({ needs }: Subject, base: string, market: (base: string) => Candles): Candles {
  return { ...market(base), others: new Map(needs.map((other) => [other, market(other)] as const)) }
}

/** Makes the first close that of `price`, and all other prices and amounts in proportion. In place. */
function withLevel(candles: Candles, price: number): Candles {
  const factor = price / (candles.close[0] ?? 1)
  for (const name of ['open', 'high', 'low', 'close'] as const) scale(candles[name], factor)
  for (const name of ['volume', 'takerBuyVolume'] as const) scale(candles[name], 1 / factor)
  for (const other of candles.others?.values() ?? []) withLevel(other, price)
  return candles
}

function scale(values: Float64Array, factor: number): void {
  values.forEach((value, row) => (values[row] = value * factor))
}

/** Takes minutes out, each base's own, and fills them: the last close, no volume, and a mark. In place. */
function withGaps(candles: Candles, rng: Rng): Candles {
  const { rows } = candles.grid
  const outage = Math.floor(rows * (0.6 + 0.3 * rng.float()))
  for (let row = 1; row < rows; row++) {
    if (rng.float() < MISSING || (row >= outage && row < outage + OUTAGE)) fillMinute(candles, row)
  }
  for (const other of candles.others?.values() ?? []) withGaps(other, rng)
  return candles
}

function fillMinute(candles: Candles, row: number): void {
  const close = candles.close[row - 1] ?? 1
  for (const name of ['open', 'high', 'low', 'close'] as const) candles[name][row] = close
  for (const name of ['volume', 'quoteVolume', 'trades', 'takerBuyVolume'] as const) candles[name][row] = 0
  candles.filled[row] = 1
}

function standStill(candles: Candles): Candles {
  const [from, to] = [1000, candles.grid.rows - 1000]
  const close = candles.close[from - 1] ?? 1
  for (const name of ['open', 'high', 'low', 'close'] as const) candles[name].fill(close, from, to)
  for (const name of ['volume', 'quoteVolume', 'trades', 'takerBuyVolume'] as const) candles[name].fill(0, from, to)
  return candles
}
