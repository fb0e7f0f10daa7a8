import type { WorkspaceConfig } from '../../config/schema.js'
import { UserError } from '../../core/errors.js'
import { float64ColumnOf, uint8ColumnOf } from '../../core/frame.js'
import { MINUTE } from '../../core/time.js'
import {
  EXTREME_WINDOWS,
  FIGURE_COLUMNS,
  FIGURE_ROWS,
  GAIN_WINDOWS,
  LIQUIDITY_WINDOW,
  VOLUME_WINDOWS,
  computeKeyFigures,
  countFilledAtEnd,
  type KeyFigures,
} from '../../ohlcv/key-figures.js'
import type { FigureColumn, FigureRow, FigureTable } from './api.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { ListedBase } from '../list-bases.js'

/** Key figures of the bases in the minute that is open at `at`, else in the last one of each. */
export async function computeFigureTable(
  config: WorkspaceConfig,
  store: CandleStore,
  bases: readonly ListedBase[],
  at: number | undefined,
): Promise<FigureTable> {
  const rows: FigureRow[] = []
  for (const base of bases) rows.push(await computeFigureRow(store, base, at, config.gaps.outageMinutes))
  return { columns: createFigureColumns(config), rows }
}

async function computeFigureRow(
  store: CandleStore,
  { name, base, range, error }: ListedBase,
  at: number | undefined,
  outageMinutes: number,
): Promise<FigureRow> {
  const none = { base: name, time: null, close: null, missingSince: null, values: [], error: error ?? null }
  if (!base || !range) return none
  const last = Math.min(range.to - MINUTE, Math.floor((at ?? Number.POSITIVE_INFINITY) / MINUTE) * MINUTE)
  if (last < range.from) return none
  try {
    const read = { from: last - (FIGURE_ROWS - 1) * MINUTE, to: last + MINUTE }
    const frame = await store.readColumns(base.market, FIGURE_COLUMNS, read)
    const column = (column: string): Float64Array => float64ColumnOf(frame, column)
    const close = column('close')
    const filled = uint8ColumnOf(frame, 'filled')
    const candles = { grid: frame.grid, high: column('high'), low: column('low'), close, filled }
    const figures = computeKeyFigures({ ...candles, volume: column('volume'), quoteVolume: column('quoteVolume') })
    const missing = countFilledAtEnd(candles)
    const isOutage = missing > outageMinutes
    return {
      base: name,
      time: last,
      close: isOutage ? null : (close.at(-1) ?? null),
      missingSince: missing > 0 ? last - (missing - 1) * MINUTE : null,
      values: valuesOf(figures).map((value) => (isOutage ? null : value)),
      error: null,
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { ...none, error: error.message }
  }
}

/** In the order of `createFigureColumns`. */
function valuesOf({ gains, aboveMinimum, belowMaximum, volumeRatios, liquidity }: KeyFigures): (number | null)[] {
  const values = [
    ...gains.map(toPercent),
    ...aboveMinimum.map(toPercent),
    ...belowMaximum.map(toPercent),
    ...volumeRatios,
    liquidity,
  ]
  return values.map((value) => (Number.isFinite(value) ? value : null))
}

function createFigureColumns({ dashboard: { gainLimits }, quote }: WorkspaceConfig): FigureColumn[] {
  const limits = new Map(Object.entries(gainLimits))
  const gains = GAIN_WINDOWS.map(formatWindow).map((title) => ({
    id: `gain-${title}`,
    title,
    tooltip: `gain of the regression line through the last ${title}, per cent an hour`,
    group: 'gain' as const,
    unit: 'percentAnHour' as const,
    limits: limits.get(title) ?? null,
  }))
  const volumes = VOLUME_WINDOWS.map(([short, long]) => [formatWindow(short), formatWindow(long)] as const)
  return [
    ...gains,
    ...createExtremeColumns('aboveMinimum', 'above the lowest price'),
    ...createExtremeColumns('belowMaximum', 'from the highest price'),
    ...volumes.map(([short, long]) => ({
      id: `volume-${short}-${long}`,
      title: `${short}/${long}`,
      tooltip: `mean volume of the last ${short} over that of the last ${long}`,
      group: 'volume' as const,
      unit: 'ratio' as const,
      limits: null,
    })),
    {
      id: 'liquidity',
      title: formatWindow(LIQUIDITY_WINDOW),
      tooltip: `median of what is traded in a minute of the last ${formatWindow(LIQUIDITY_WINDOW)}, in ${quote}`,
      group: 'liquidity',
      unit: 'quote',
      limits: null,
    },
  ]
}

function createExtremeColumns(group: 'aboveMinimum' | 'belowMaximum', words: string): FigureColumn[] {
  return EXTREME_WINDOWS.map(formatWindow).map((title) => ({
    id: `${group}-${title}`,
    title,
    tooltip: `per cent ${words} of the last ${title}`,
    group,
    unit: 'percent',
    limits: null,
  }))
}

function toPercent(share: number): number {
  return 100 * share
}

/** Minutes in short: 5m, 4h, 24h, 9d. A day is called 24h, as traders do. */
export function formatWindow(minutes: number): string {
  if (minutes < 60) return `${minutes}m`
  return minutes <= 1440 ? `${minutes / 60}h` : `${minutes / 1440}d`
}
