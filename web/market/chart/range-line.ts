import {
  customSeriesDefaultOptions,
  type CustomData,
  type CustomSeriesOptions,
  type CustomSeriesWhitespaceData,
  type ICustomSeriesPaneRenderer,
  type ICustomSeriesPaneView,
  type PaneRendererCustomData,
  type PriceToCoordinateConverter,
  type Time,
} from 'lightweight-charts'

/** The last value of a bar, and the lowest and highest of its minutes. */
export interface RangePoint extends CustomData {
  readonly low: number
  readonly high: number
  readonly value: number
}

export interface RangeLineOptions extends CustomSeriesOptions {
  readonly lineColor: string
  readonly areaColor: string
  readonly lineWidth: number
}

type Target = Parameters<ICustomSeriesPaneRenderer['draw']>[0]

/** A series that draws the last values as a line over the band of the extremes, so that no spike is lost. */
export function createRangeLine(): ICustomSeriesPaneView<Time, RangePoint, RangeLineOptions> {
  let data: PaneRendererCustomData<Time, RangePoint> | undefined
  let options: RangeLineOptions | undefined
  return {
    renderer: () => ({
      draw: (target, place) => {
        if (data && options) draw(target, place, data, options)
      },
    }),
    update: (next, nextOptions) => {
      data = next
      options = nextOptions
    },
    priceValueBuilder: ({ low, high, value }) => [low, high, value],
    isWhitespace: (point): point is CustomSeriesWhitespaceData<Time> => !('value' in point),
    defaultOptions: () => ({ ...customSeriesDefaultOptions, lineColor: 'gray', areaColor: 'silver', lineWidth: 1 }),
  }
}

/** A point on the screen. */
interface Point {
  /** Number of its bar. */
  readonly bar: number
  readonly x: number
  readonly low: number
  readonly high: number
  readonly value: number
}

function draw(
  target: Target,
  place: PriceToCoordinateConverter,
  { bars, visibleRange }: PaneRendererCustomData<Time, RangePoint>,
  { lineColor, areaColor, lineWidth }: RangeLineOptions,
): void {
  if (!visibleRange) return
  const at = (price: number): number => place(price) ?? Number.NaN
  const places = bars
    .slice(visibleRange.from, visibleRange.to)
    .map(({ x, time, originalData: { low, high, value } }): Point => {
      return { bar: time, x, low: at(low), high: at(high), value: at(value) }
    })
  target.useMediaCoordinateSpace(({ context }) => {
    context.fillStyle = areaColor
    context.strokeStyle = lineColor
    context.lineWidth = lineWidth
    for (const stretch of segmentsOf(places)) {
      context.beginPath()
      for (const { x, high } of stretch) context.lineTo(x, high)
      for (const { x, low } of stretch.toReversed()) context.lineTo(x, low)
      context.fill()
      context.beginPath()
      for (const { x, value } of stretch) context.lineTo(x, value)
      context.stroke()
    }
  })
}

/** Neighbours without a gap between them: bars without a value are not among the places. */
function segmentsOf(places: readonly Point[]): Point[][] {
  const stretches: Point[][] = []
  for (const place of places) {
    const open = stretches.at(-1)
    if (open && place.bar - (open.at(-1)?.bar ?? 0) === 1) open.push(place)
    else stretches.push([place])
  }
  return stretches
}
