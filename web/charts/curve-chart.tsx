import { useSignal } from '@preact/signals'
import type { TargetedPointerEvent } from 'preact'
import { computeTicks, labelTicks, paddedRange } from './ticks.js'

export interface CurvePoint {
  readonly x: number
  /** NaN leaves a gap. */
  readonly y: number
}

export interface Curve {
  readonly name: string
  readonly points: readonly CurvePoint[]
  /** A colour of the theme: `accent`, `gain`, `loss`, `buy`, `sell`, `hold`, `muted`, `series-1` … `series-8`. */
  readonly tone: string
  readonly dashed?: boolean
  /** A value holds until the next point. */
  readonly steps?: boolean
  /** A dot at every point. */
  readonly dots?: boolean
}

/** Where a value may end up: a bar at the right end from its low to its high. */
export interface CurveBand {
  readonly name: string
  readonly low: number
  readonly high: number
}

interface CurveChartProps {
  /** What the chart shows; read to those who cannot see it, together with the last values. */
  readonly label: string
  readonly curves: readonly Curve[]
  readonly xText: (x: number) => string
  readonly yText: (y: number) => string
  /** A vertical line. */
  readonly mark?: { readonly x: number; readonly text: string } | undefined
  readonly band?: CurveBand | undefined
  readonly withZero?: boolean
  readonly xRange?: readonly [number, number] | undefined
  readonly yRange?: readonly [number, number]
  readonly height?: number
  /** Pixels that the chart is about as wide as, so that its letters keep their size. */
  readonly width?: number
  /** Where the horizontal axis is labelled; default: round numbers. */
  readonly xTicks?: (low: number, high: number) => readonly number[]
}

const DEFAULT_WIDTH = 600
const MARGIN = { left: 62, right: 12, top: 8, bottom: 22 }

/** Lines over a common axis; the legend tells the values under the pointer, else the last ones. */
export function CurveChart(props: CurveChartProps) {
  const { label, curves, xText, yText, mark, band, height = 190, width = DEFAULT_WIDTH, xTicks = defaultTicks } = props
  const hovered = useSignal<number | undefined>(undefined)
  const scale = createScale(props, width, height)
  const at = nearestX(curves, hovered.value)
  const values = curves.map((curve) => ({ ...curve, point: pointAt(curve, at) }))
  const ariaText = values.map(({ name, point }) => `${name} ${point ? yText(point.y) : 'none'}`).join(', ')
  const move = (event: TargetedPointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    hovered.value = scale.xOf(((event.clientX - box.left) / box.width) * width)
  }
  return (
    <figure class="curves">
      <figcaption>
        {values.map(({ name, tone, point }) => (
          <span key={name} class="key">
            <i class={`swatch tone-${tone}`} aria-hidden="true" />
            {name} <b>{point ? yText(point.y) : '–'}</b>
          </span>
        ))}
        {band && (
          <span class="key">
            <i class="swatch band" aria-hidden="true" />
            {band.name}{' '}
            <b>
              {yText(band.low)} … {yText(band.high)}
            </b>
          </span>
        )}
        {at !== undefined && <span class="note">{xText(at)}</span>}
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${label}: ${ariaText}`}
        onPointerMove={move}
        onPointerLeave={() => void (hovered.value = undefined)}
      >
        <Axes scale={scale} height={height} xText={xText} yText={yText} xTicks={xTicks} />
        {mark && (
          <line class="mark" x1={scale.x(mark.x)} x2={scale.x(mark.x)} y1={MARGIN.top} y2={height - MARGIN.bottom}>
            <title>{mark.text}</title>
          </line>
        )}
        {band && (
          <rect
            class="band"
            x={width - MARGIN.right - 6}
            width="6"
            y={scale.y(band.high)}
            height={Math.max(1, scale.y(band.low) - scale.y(band.high))}
          />
        )}
        {hovered.value !== undefined && at !== undefined && (
          <line class="cursor" x1={scale.x(at)} x2={scale.x(at)} y1={MARGIN.top} y2={height - MARGIN.bottom} />
        )}
        {curves.map((curve) => (
          <Line key={curve.name} curve={curve} scale={scale} />
        ))}
      </svg>
    </figure>
  )
}

interface Scale {
  readonly width: number
  readonly xRange: readonly [number, number]
  readonly yRange: readonly [number, number]
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  /** The inverse of `x`. */
  readonly xOf: (pixel: number) => number
}

function createScale(
  { curves, band, withZero, xRange, yRange }: CurveChartProps,
  pixels: number,
  height: number,
): Scale {
  const points = curves.flatMap((curve) => curve.points)
  const [left, right] = xRange ?? rangeOf(points.map(({ x }) => x))
  const [low, high] =
    yRange ?? paddedRange([...points.map(({ y }) => y), ...(band ? [band.low, band.high] : [])], withZero)
  const width = pixels - MARGIN.left - MARGIN.right
  const tall = height - MARGIN.top - MARGIN.bottom
  return {
    width: pixels,
    xRange: [left, right],
    yRange: [low, high],
    x: (value) => MARGIN.left + ((value - left) / (right - left)) * width,
    y: (value) => MARGIN.top + ((high - value) / (high - low)) * tall,
    xOf: (pixel) => left + ((pixel - MARGIN.left) / width) * (right - left),
  }
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  if (!Number.isFinite(low)) return [0, 1]
  return high > low ? [low, high] : [low - 0.5, high + 0.5]
}

interface AxesProps {
  readonly scale: Scale
  readonly height: number
  readonly xText: (x: number) => string
  readonly yText: (y: number) => string
  readonly xTicks: (low: number, high: number) => readonly number[]
}

function Axes({ scale, height, xText, yText, xTicks }: AxesProps) {
  return (
    <g aria-hidden="true">
      {labelTicks(computeTicks(...scale.yRange, 4).values, yText).map(({ value, text }) => (
        <g key={`y${value}`}>
          <line class="grid" x1={MARGIN.left} x2={scale.width - MARGIN.right} y1={scale.y(value)} y2={scale.y(value)} />
          <text x={MARGIN.left - 6} y={scale.y(value) + 4} text-anchor="end">
            {text}
          </text>
        </g>
      ))}
      {labelTicks(xTicks(...scale.xRange), xText).map(({ value, text }) => (
        <text key={`x${value}`} x={scale.x(value)} y={height - 6} text-anchor={anchorOf(scale.x(value), scale.width)}>
          {text}
        </text>
      ))}
    </g>
  )
}

function defaultTicks(low: number, high: number): readonly number[] {
  return computeTicks(low, high, 6).values
}

function anchorOf(x: number, width: number): 'start' | 'middle' | 'end' {
  if (x > width - 60) return 'end'
  return x < MARGIN.left + 20 ? 'start' : 'middle'
}

function Line({ curve, scale }: { readonly curve: Curve; readonly scale: Scale }) {
  const { tone, dashed, dots, points } = curve
  return (
    <g class={`line tone-${tone} ${dashed ? 'dashed' : ''}`}>
      <path d={pathOf(curve, scale)} />
      {(dots === true || points.length === 1) &&
        points
          .filter(({ y }) => Number.isFinite(y))
          .map(({ x, y }) => <circle key={x} cx={scale.x(x)} cy={scale.y(y)} r="3" />)}
    </g>
  )
}

function pathOf({ points, steps }: Curve, scale: Scale): string {
  let pen = 'M'
  let path = ''
  for (const { x, y } of points) {
    if (!Number.isFinite(y)) {
      pen = 'M'
      continue
    }
    const [left, top] = [scale.x(x).toFixed(1), scale.y(y).toFixed(1)]
    path += pen === 'L' && steps ? `H${left}V${top}` : `${pen}${left} ${top}`
    pen = 'L'
  }
  return path
}

/** The x of all curves that is next to the pointer. */
function nearestX(curves: readonly Curve[], x: number | undefined): number | undefined {
  if (x === undefined) return undefined
  let nearest: number | undefined
  for (const { points } of curves) {
    for (const point of points) {
      if (nearest === undefined || Math.abs(point.x - x) < Math.abs(nearest - x)) nearest = point.x
    }
  }
  return nearest
}

/** The value at x, of a curve of steps the one that holds there; without x the last one. */
function pointAt({ points, steps }: Curve, x: number | undefined): CurvePoint | undefined {
  const known = points.filter(({ y }) => Number.isFinite(y))
  if (x === undefined) return known.at(-1)
  return steps ? known.findLast((point) => point.x <= x) : known.find((point) => point.x === x)
}
