import type { FigureColumn } from '../../src/dashboard/market/api.js'
import { formatCompact } from '../ui/format.js'

/** A figure in few letters: three digits at most, with a real minus. */
export function formatFigure(value: number | null | undefined, unit: FigureColumn['unit']): string {
  if (value === null || value === undefined) return '–'
  if (unit === 'quote') return formatCompact(value)
  if (unit === 'ratio') return value.toFixed(value < 10 ? 2 : 0)
  const size = Math.abs(value)
  const text = size.toFixed(size < 0.995 ? 2 : size < 9.95 ? 1 : 0)
  const sign = Number(text) === 0 ? '' : value < 0 ? '−' : unit === 'percentAnHour' ? '+' : ''
  return `${sign}${text}`
}

/** What a figure speaks for, by the limits of its column. */
export function figureTone(value: number | null | undefined, { limits }: FigureColumn): 'buy' | 'sell' | undefined {
  if (!limits || value === null || value === undefined) return undefined
  if (value >= limits.buy) return 'buy'
  return value <= limits.sell ? 'sell' : undefined
}

/** Ms that figures may be older than the minute that is looked at without being marked. */
const MAX_LAG = 600_000

/** How much older figures are than the minute that is looked at, ms; 0 where that is not worth a word. */
export function computeLag(time: number, reference: number): number {
  return reference - time > MAX_LAG ? reference - time : 0
}

export const GROUP_TITLES: Readonly<Record<FigureColumn['group'], string>> = {
  gain: 'gain, % an hour',
  aboveMinimum: 'above minimum, %',
  belowMaximum: 'below maximum, %',
  volume: 'volume',
  liquidity: 'quote/min',
}
