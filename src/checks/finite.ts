import type { Candles } from '../core/candles.js'
import { timeAt } from '../core/grid.js'
import type { Check, Remark } from './check.js'
import { countFinalRows } from './subject.js'

/** Every value of every final row is a number, also where nothing is traded: a net can do nothing with others. */
export const finiteCheck: Check = {
  name: 'finite',
  on: ['moving', 'quiet', 'long'],
  run({ subject, sample, whole }) {
    const rows = countFinalRows(subject, sample.candles)
    const partial = lacksVolumes(sample.candles)
    const remarks: Remark[] = []
    for (const [column, values] of whole.columns) {
      const part = values.subarray(0, rows)
      const row = part.findIndex((value) => !Number.isFinite(value))
      if (row < 0) continue
      const text = `${describe(part[row])} in ${part.filter((value) => !Number.isFinite(value)).length} of ${rows} rows`
      remarks.push({
        severity: partial ? 'note' : 'failure',
        text: partial ? `${text}; these candles have not all volumes, which may be why` : text,
        column,
        time: timeAt(whole.grid, row),
      })
    }
    return remarks
  },
}

function lacksVolumes({ quoteVolume, trades, takerBuyVolume }: Candles): boolean {
  return [quoteVolume, trades, takerBuyVolume].some((values) => Number.isNaN(values[0]))
}

function describe(value: number | undefined): string {
  return Number.isNaN(value) ? 'not a number (NaN)' : 'infinite'
}
