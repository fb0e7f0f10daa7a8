import type { ReportBase, ReportData } from '../../../src/assessment/report/report-data.js'
import { float32Of, int32Of } from '../packed.js'
import type { PageTrade } from './replay.js'
import type { Selection } from './selection.js'

export interface EquityStep {
  /** Epoch minutes. */
  readonly minute: number
  readonly gain: number
  readonly drawdown: number
}

interface Closes {
  /** Minute of each bar's close. */
  readonly minute: Int32Array
  readonly close: Float32Array
}

/** More steps than this are thinned: a chart has fewer pixels. */
const MAX_STEPS = 20_000

const unpacked = new WeakMap<ReportBase, Closes>()
const marked = new WeakMap<Selection['trades'], readonly EquityStep[]>()

/**
 * Summed gain of the selected trades after each bar in which something changed, in the order of time: open positions count as
 * if they were sold at the bar's close.
 */
export function computeMarkedEquity(data: ReportData, { base, trades }: Selection): readonly EquityStep[] {
  const known = marked.get(trades)
  if (known) return known
  const steps = thinned(stepsOf(changesOf(data, base ? [base] : data.bases, trades)))
  marked.set(trades, steps)
  return steps
}

interface Change {
  readonly minute: number
  readonly by: number
}

/** By how much the gain of each position changes from one of its bars to the next, and at its sale. */
function changesOf({ fee }: ReportData, bases: readonly ReportBase[], trades: readonly PageTrade[]): Change[] {
  const closes = new Map(bases.map((base) => [base.base, closesOf(base)]))
  return trades
    .flatMap((trade) => {
      const changes: Change[] = []
      let before = 0
      const mark = (minute: number, gain: number): void => {
        changes.push({ minute, by: gain - before })
        before = gain
      }
      const { minute = new Int32Array(), close = new Float32Array() } = closes.get(trade.base) ?? {}
      for (let bar = firstFrom(minute, trade.buyMinute); (minute[bar] ?? Infinity) < trade.sellMinute; bar++)
        mark(minute[bar] ?? 0, ((close[bar] ?? 0) * (1 - fee)) / (trade.buyPrice * (1 + fee)) - 1)
      mark(trade.sellMinute, trade.gain)
      return changes
    })
    .sort((a, b) => a.minute - b.minute)
}

function stepsOf(changes: readonly Change[]): EquityStep[] {
  const steps: EquityStep[] = []
  let gain = 0
  let peak = 0
  changes.forEach(({ minute, by }, index) => {
    gain += by
    if (changes[index + 1]?.minute === minute) return
    peak = Math.max(peak, gain)
    steps.push({ minute, gain, drawdown: peak - gain })
  })
  return steps
}

/** Of each part in a row the highest gain and the deepest drawdown stay, and the last step of all. */
function thinned(steps: EquityStep[]): EquityStep[] {
  if (steps.length <= MAX_STEPS) return steps
  const width = Math.ceil((2 * steps.length) / MAX_STEPS)
  const selected = new Set<EquityStep>()
  for (let from = 0; from < steps.length; from += width) {
    const part = steps.slice(from, from + width)
    const first = part[0]
    if (!first) continue
    selected.add(part.reduce((best, step) => (step.gain > best.gain ? step : best), first))
    selected.add(part.reduce((best, step) => (step.drawdown > best.drawdown ? step : best), first))
  }
  const last = steps.at(-1)
  if (last) selected.add(last)
  return [...selected].sort((a, b) => a.minute - b.minute)
}

function closesOf(base: ReportBase): Closes {
  const known = unpacked.get(base)
  if (known) return known
  const { minute, close, interval } = base.bars
  const closes = { minute: int32Of(minute).map((start) => start + interval - 1), close: float32Of(close) }
  unpacked.set(base, closes)
  return closes
}

/** Index of the first value that is not below. */
function firstFrom(values: Int32Array, wanted: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
}
