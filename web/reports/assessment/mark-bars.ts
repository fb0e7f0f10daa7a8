import type { ReportBase } from '../../../src/assessment/report/report-data.js'
import { tradeGain } from '../../../src/assessment/simulate-trades.js'
import type { AssessedTrade, TimeCurve } from '../../../src/assessment/view/assessment-view.js'
import { downsampleMinMax } from '../../../src/core/downsample-min-max.js'
import { MINUTE } from '../../../src/core/time.js'
import { float32Of, int32Of } from '../packed.js'

/** Summed gain of trades and its fall from the highest so far. */
export interface MarkedBars {
  readonly equity: TimeCurve
  /** Never positive. */
  readonly drawdown: TimeCurve
  readonly maxDrawdown: number
}

/** Points that a curve has at most. */
const POINTS = 1200

interface Closes {
  /** Epoch ms at which each bar's last minute begins. */
  readonly time: Float64Array
  readonly close: Float32Array
}

const unpacked = new WeakMap<ReportBase, Closes>()

/**
 * Summed gain after each bar in which something changed, from 0 at `from` on: open positions count as if they were sold at the
 * bar's close.
 */
export function markBars(
  bases: readonly ReportBase[],
  trades: readonly AssessedTrade[],
  { fee, from, to }: { readonly fee: number; readonly from: number; readonly to: number },
): MarkedBars {
  const changes = changesOf(bases, trades, fee)
  const time: number[] = [from]
  const gain: number[] = [0]
  let sum = 0
  for (const { at, by } of changes) {
    sum += by
    if (time.at(-1) !== at) time.push(at)
    gain[time.length - 1] = sum
  }
  if ((time.at(-1) ?? to) < to) {
    time.push(to)
    gain.push(sum)
  }
  let peak = 0
  const drawdown = gain.map((value) => value - (peak = Math.max(peak, value)))
  return {
    equity: thin(time, gain),
    drawdown: thin(time, drawdown),
    maxDrawdown: drawdown.reduce((deepest, value) => Math.max(deepest, -value), 0),
  }
}

function thin(time: readonly number[], values: readonly number[]): TimeCurve {
  const rows = downsampleMinMax(values, POINTS)
  return { time: rows.map((row) => time[row] ?? 0), value: rows.map((row) => values[row] ?? 0) }
}

interface Change {
  /** Epoch ms. */
  readonly at: number
  readonly by: number
}

/** By how much the gain of each position changes from one of its bars to the next, and at its sale, in the order of time. */
function changesOf(bases: readonly ReportBase[], trades: readonly AssessedTrade[], fee: number): Change[] {
  const closes = new Map(bases.map((base) => [base.base, closesOf(base)]))
  const changes: Change[] = []
  for (const { base, buyTime, buyPrice, sellTime, gain } of trades) {
    let before = 0
    const { time = new Float64Array(), close = new Float32Array() } = closes.get(base) ?? {}
    for (let bar = firstFrom(time, buyTime); (time[bar] ?? Infinity) < sellTime; bar++) {
      const marked = tradeGain(buyPrice, close[bar] ?? 0, fee)
      changes.push({ at: time[bar] ?? 0, by: marked - before })
      before = marked
    }
    changes.push({ at: sellTime, by: gain - before })
  }
  return changes.sort((a, b) => a.at - b.at)
}

function closesOf(base: ReportBase): Closes {
  const known = unpacked.get(base)
  if (known) return known
  const { minute, close, interval } = base.bars
  const closes = {
    time: Float64Array.from(int32Of(minute), (start) => (start + interval - 1) * MINUTE),
    close: float32Of(close),
  }
  unpacked.set(base, closes)
  return closes
}

/** Index of the first value that is not below. */
function firstFrom(values: Float64Array, wanted: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
}
