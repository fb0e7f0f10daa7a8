import type { Candles } from '../core/candles.js'
import { gridAfterHistory, otherCandles } from '../definitions/definition.js'
import { makeFrame } from '../core/frame.js'
import { requireInteger } from '../core/require-option.js'
import type { RollingSpan } from '../indicators/rolling-span.js'
import type { FeatureColumn, FeatureSet } from './feature-set.js'

/** A quantity that can be taken over any window. */
export interface WindowColumn {
  /** `return` over 60 candles becomes the column `return60`. */
  readonly name: string
  /** Candles before a row that it reads. */
  history(window: number): number
  /** One value for each row from `span.from` on. */
  values(candles: Candles, span: RollingSpan): Float64Array
}

export interface ExpandOptions {
  /** Of the feature set, for messages. */
  readonly id: string
  /** Also of each of these other bases: `btc_return60`. */
  readonly bases?: readonly string[]
  /** Also so many times in a row, `step` candles apart, or one window apart: `return60_0`, `return60_1`, … */
  readonly lags?: { readonly count: number; readonly step: number | 'window' }
}

/** What a feature set has besides its id and version. */
export type ExpandedSet = Pick<FeatureSet, 'history' | 'columns' | 'compute'> & Required<Pick<FeatureSet, 'needs'>>

interface Cell {
  readonly column: WindowColumn
  readonly window: number
  readonly base: string | undefined
}

/**
 * Makes a feature set of every column over every window, of its base and of others, with lags; spread it into
 * `defineFeatureSet`. An indicator of a period on a longer time frame is the same over `period · frame` candles.
 * Throws RangeError where a window is no whole number of candles from 1 on.
 */
export function expand(
  columns: readonly WindowColumn[],
  windows: readonly number[],
  { id, bases = [], lags }: ExpandOptions,
): ExpandedSet {
  for (const window of windows) requireInteger('a window', window, 1)
  const cells = [undefined, ...bases].flatMap((base) =>
    columns.flatMap((column) => windows.map((window) => ({ column, window, base }))),
  )
  const reach = Math.max(0, ...cells.map(({ column, window }) => column.history(window)))
  const featureColumns = cells.map((cell) => featureColumn(cell, lags))
  const span = Math.max(
    0,
    ...featureColumns.map((column) => (column.lags ? (column.lags.count - 1) * column.lags.step : 0)),
  )
  return {
    needs: bases,
    history: reach + span,
    columns: featureColumns,
    compute: (candles) => {
      const grid = gridAfterHistory(id, reach, candles)
      const { first } = candles.grid
      return makeFrame(
        grid,
        cells.map((cell) => {
          const source = cell.base === undefined ? candles : otherCandles(candles, cell.base)
          const values = cell.column.values(source, { first, window: cell.window, from: reach })
          return [nameOf(cell), Float32Array.from(values)] as const
        }),
      )
    },
  }
}

function nameOf({ column, window, base }: Cell): string {
  return `${base === undefined ? '' : `${base}_`}${column.name}${window}`
}

function featureColumn(cell: Cell, lags: ExpandOptions['lags']): FeatureColumn {
  const name = nameOf(cell)
  if (!lags) return { name }
  const step = lags.step === 'window' ? cell.window : lags.step
  return { name, lags: { count: lags.count, step, nameAt: (lag) => `${name}_${lag}` } }
}
