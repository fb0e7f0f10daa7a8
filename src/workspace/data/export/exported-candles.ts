import { CANDLE_COLUMNS, type Candles } from '../../../core/candles.js'
import { arange } from '../../../core/arange.js'
import { fillFrom } from '../../../core/fill-from.js'
import { timeAt } from '../../../core/grid.js'

/** The candles that a source had, as dense columns: minutes that were filled are left out. */
export interface ExportedCandles {
  readonly rows: number
  /** Open times, epoch ms. */
  readonly times: BigInt64Array
  /** In the order of the store; a column that is known for no candle is left out. */
  readonly columns: readonly (readonly [string, Float64Array])[]
}

export function dropFilledMinutes(candles: Candles): ExportedCandles {
  const { grid, filled } = candles
  const real = arange(grid.rows).filter((row) => filled[row] === 0)
  const times = new BigInt64Array(real.length)
  real.forEach((row, i) => (times[i] = BigInt(timeAt(grid, row))))
  const columns = CANDLE_COLUMNS.map((name) => {
    const values = candles[name]
    return [name, fillFrom(new Float64Array(real.length), (i) => values[real[i] ?? 0] ?? Number.NaN)] as const
  })
  return {
    rows: real.length,
    times,
    columns: columns.filter(([, values]) => !values.every(Number.isNaN)),
  }
}
