import type { SeriesAttachedParameter } from 'lightweight-charts'
import type { BarGrid } from '../../charts/chart-bars.js'
import { toLogical } from '../../charts/chart-time.js'

/** Pixels from the left of a chart. */
export interface Coordinates {
  /** Of a time between the edges of its bar: where a bar opens is its left edge. */
  edgeOf(this: void, time: number): number
  /** Of a candle of one minute: its middle. */
  middleOf(this: void, time: number): number
}

const MINUTE = 60_000

/** The chart itself knows the places of whole bars only. */
export function coordinatesOf({ first, interval }: BarGrid, chart: SeriesAttachedParameter['chart']): Coordinates {
  const scale = chart.timeScale()
  const origin = scale.logicalToCoordinate(toLogical(0)) ?? Number.NaN
  const { barSpacing } = scale.options()
  const edgeOf = (time: number): number => origin + ((time - first) / interval - 0.5) * barSpacing
  return { edgeOf, middleOf: (time) => edgeOf(time + MINUTE / 2) }
}
