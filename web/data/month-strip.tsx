import type { DataMarket, DataPart } from '../../src/dashboard/data/api.js'
import { formatPercent } from '../ui/format.js'
import type { Quality } from './use-qualities.js'

interface MonthStripProps {
  /** The time of all markets together: strips stand below each other on one scale. */
  readonly extent: { readonly from: number; readonly to: number }
  readonly market: DataMarket & Quality
}

const WIDTH = 200
const HEIGHT = 18

/** A bar of the months: full where complete, lower where minutes are missing, marked where an outage is. */
export function MonthStrip({ extent, market: { base, range, quality } }: MonthStripProps) {
  if (!range) return null
  const x = (time: number): number => ((time - extent.from) / (extent.to - extent.from)) * WIDTH
  const label = quality ? describeMonths(base, quality.months) : `${base}: looking at its months`
  return (
    <svg class="months" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <title>{label}</title>
      <rect class="all" x={x(range.from)} y={HEIGHT - 2} width={Math.max(1, x(range.to) - x(range.from))} height={2} />
      {quality?.months.map((month) => {
        const from = Math.max(range.from, Date.parse(`${month.name}-01T00:00Z`))
        const to = Math.min(range.to, nextMonth(month.name))
        const height = (HEIGHT - 3) * completeness(month)
        return (
          <rect
            key={month.name}
            class={month.outage ? 'outage' : month.missing > 0 ? 'gaps' : 'complete'}
            x={x(from)}
            y={HEIGHT - 3 - height}
            width={Math.max(0.5, x(to) - x(from) - 0.5)}
            height={height}
          />
        )
      })}
    </svg>
  )
}

function nextMonth(name: string): number {
  const [year = 0, month = 0] = name.split('-').map(Number)
  return Date.UTC(year, month, 1)
}

function completeness({ minutes, missing }: DataPart): number {
  return minutes === 0 ? 0 : 1 - missing / minutes
}

function describeMonths(base: string, months: readonly DataPart[]): string {
  const outages = months.filter(({ outage }) => outage).length
  const minutes = months.reduce((sum, month) => sum + month.minutes, 0)
  const missing = months.reduce((sum, month) => sum + month.missing, 0)
  const share = formatPercent(minutes === 0 ? 0 : Math.floor(10_000 * (1 - missing / minutes)) / 10_000, 2)
  return `${base}: ${months.length} months, ${share} complete, outages in ${outages}`
}
