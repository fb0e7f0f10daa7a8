import { CANDLE_COLUMNS, type Candles } from '../../core/candles.js'
import { timeAt } from '../../core/grid.js'

/** The candles that a source had, as dense columns: minutes that were filled are left out. */
export interface SourceCandles {
  readonly rows: number
  /** Open times, epoch ms. */
  readonly times: BigInt64Array
  /** In the order of the store; a column that is known for no candle is left out. */
  readonly columns: readonly (readonly [string, Float64Array])[]
}

export function sourceCandles(candles: Candles): SourceCandles {
  const { grid, filled } = candles
  const real = Uint32Array.from(filled.keys()).filter((row) => filled[row] === 0)
  const columns = CANDLE_COLUMNS.map((name) => {
    const values = candles[name]
    return [name, Float64Array.from(real, (row) => values[row] ?? Number.NaN)] as const
  })
  return {
    rows: real.length,
    times: BigInt64Array.from(real, (row) => BigInt(timeAt(grid, row))),
    columns: columns.filter(([, values]) => !values.every(Number.isNaN)),
  }
}
