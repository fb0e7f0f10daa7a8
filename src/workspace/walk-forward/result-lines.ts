import { durationText } from '../../assessment/walk-forward/lay-out-windows.js'
import { hasExits } from '../../core/exit-rules.js'
import { isoMinute } from '../../core/time.js'
import { percentText } from './result-tables.js'
import type { WalkForwardResult } from './result.js'

/** What was walked, and how it was traded: a line each. */
export function headLines({
  name,
  bases,
  lengths,
  windows,
  simulated,
  fee,
  fills,
  exits,
}: WalkForwardResult): string[] {
  const { mode, training, validation, test, step } = lengths
  const first = windows[0]?.sets.test[0]
  const last = windows.at(-1)?.sets.test.at(-1)
  const every = step === test ? '' : `, every ${durationText(step)}`
  const filled = fills
    ? 'Filled at the next open, half the spread and slippage worse'
    : 'Filled at the close of the minute that decides, without a spread'
  return [
    `Walk-forward ${name}: ${windows.length} ${mode} ${windows.length === 1 ? 'window' : 'windows'} of ${durationText(training)} training, ${durationText(validation)} validation, ${durationText(test)} test${every}`,
    `${bases.join(', ')}${simulated ? ' (simulated market)' : ''} · tested ${isoMinute(first?.from ?? 0)} to ${isoMinute(last?.to ?? 0)}`,
    `${filled}; fee ${percentText(fee)} % a side${hasExits(exits) ? '; positions are also sold as trade does' : ''}`,
    'Gains in % of the capital, of which each base has an equal part',
  ]
}

/** What chance gains, and what costs took; empty without a trade. */
export function chanceLines({ figures: { overall } }: WalkForwardResult): string[] {
  const { randomEntries, trades, costs } = overall
  if (trades === 0) return []
  const { draws, mean, low, high, beaten } = randomEntries
  const share = beaten === null ? '' : `; ${Math.round(100 * beaten)} % of them gained less`
  return [
    `${draws} draws of random entries gained ${percentText(mean)} % on average, ${percentText(low)}…${percentText(high)} %${share}`,
    ...(costs
      ? [
          `The gains are after ${percentText(costs.spread)} % of spread and ${percentText(costs.slippage)} % of slippage`,
        ]
      : []),
  ]
}
