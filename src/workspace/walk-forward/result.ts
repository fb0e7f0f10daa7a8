import type { FillAssumptions } from '../../assessment/report/report-data.js'
import { toConsecutive } from '../../assessment/statistics/daily-returns.js'
import type { Verdict } from '../../assessment/verdict/verdict.js'
import { durationText, type WindowLengths } from '../../assessment/walk-forward/lay-out-windows.js'
import type { WalkForwardFigures } from '../../assessment/walk-forward/walk-forward-figures.js'
import type { ExitRules } from '../../core/exit-rules.js'
import { isoMinute, monthName, type TimeRange } from '../../core/time.js'
import type { OmittedWindow } from './plan-windows.js'
import type { WindowDescription } from './window-files.js'

/** What nets gained on the stretches that followed their training, window by window. All gains are shares of the capital. */
export interface WalkForwardResult {
  readonly name: string
  /** Where finished windows lie. */
  readonly folder: string
  readonly lengths: WindowLengths
  readonly seed: number
  readonly fee: number
  readonly exits: ExitRules
  /** What realistic fills take for granted; absent with fills at the close. */
  readonly fills?: FillAssumptions
  /** Each has an equal part of the capital. */
  readonly bases: readonly string[]
  readonly simulated: boolean
  readonly windows: readonly WindowDescription[]
  /** Windows that were left out, since they would look at sealed minutes. */
  readonly omitted: readonly OmittedWindow[]
  readonly figures: WalkForwardFigures
  readonly verdict: Verdict
}

/** The walk-forward as JSON values: the verdict first, then windows, months and bases, daily returns and all trades. */
export function walkForwardJson(result: WalkForwardResult): object {
  const { verdict, name, folder, lengths, seed, fee, exits, fills, bases, windows, omitted, figures } = result
  const { mode, ...stretches } = lengths
  return {
    verdict,
    name,
    folder,
    mode,
    lengths: Object.fromEntries(Object.entries(stretches).map(([key, length]) => [key, durationText(length)])),
    seed,
    fee,
    exits,
    ...(fills && { fills }),
    overall: figures.overall,
    windows: windows.map((window) => windowJson(window, figures)),
    omitted: omitted.map(({ number, test, reason }) => ({ number, test: rangeJson(test), reason })),
    months: figures.months.map(({ month, ...sums }) => ({ month: monthName(month), ...sums })),
    bases: bases.map((base) => figures.bases.find((one) => one.base === base) ?? { base, rows: 0 }),
    daily: dailyJson(figures),
    trades: figures.traded.flatMap(({ trades }) =>
      trades.map(({ buyRow: _buy, sellRow: _sell, buyTime, sellTime, ...trade }) => ({
        ...trade,
        buyTime: isoMinute(buyTime),
        sellTime: isoMinute(sellTime),
      })),
    ),
  }
}

function windowJson(
  { identity: _identity, sets, ...window }: WindowDescription,
  { windows }: WalkForwardFigures,
): object {
  return {
    ...window,
    sets: {
      training: sets.training.map(rangeJson),
      validation: sets.validation.map(rangeJson),
      test: sets.test.map(rangeJson),
    },
    result: windows.get(window.number) ?? null,
  }
}

function dailyJson({ daily }: WalkForwardFigures): object {
  const { from, returns } = toConsecutive(daily)
  return { from: isoMinute(from), returns }
}

/** `to` is the first minute behind it. */
function rangeJson({ from, to }: TimeRange): object {
  return { from: isoMinute(from), to: isoMinute(to) }
}
