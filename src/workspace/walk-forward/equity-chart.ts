import { isoMinute, type TimeRange } from '../../core/time.js'

/** A curve of a chart: points in the order of time. */
export interface ChartCurve {
  readonly name: string
  /** Class of its line, for the style sheet. */
  readonly style: string
  /** Epoch ms. */
  readonly time: readonly number[]
  /** Shares. */
  readonly value: readonly number[]
}

const WIDTH = 960
const HEIGHT = 320
const MARGIN = { left: 64, right: 12, top: 12, bottom: 28 }
/** Lines across, at most. */
const MAX_LINES = 7

/** An SVG of curves over time in per cent; the stretches have a border between them. The text in it is escaped by nobody: it has none of others. */
export function equityChart(curves: readonly ChartCurve[], stretches: readonly TimeRange[]): string {
  const from = Math.min(...stretches.map((one) => one.from))
  const to = Math.max(...stretches.map((one) => one.to))
  const values = [0, ...curves.flatMap(({ value }) => value)]
  const step = niceStep((Math.max(...values) - Math.min(...values)) / (MAX_LINES - 1))
  const low = Math.floor(Math.min(...values) / step) * step
  const high = Math.max(low + step, Math.ceil(Math.max(...values) / step) * step)
  const x = (time: number): string =>
    (MARGIN.left + ((time - from) / (to - from)) * (WIDTH - MARGIN.left - MARGIN.right)).toFixed(1)
  const y = (value: number): string =>
    (MARGIN.top + ((high - value) / (high - low)) * (HEIGHT - MARGIN.top - MARGIN.bottom)).toFixed(1)
  const lines = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step)
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Equity of the test stretches">`,
    ...stretches.map(
      (one) => `<line class="border" x1="${x(one.from)}" x2="${x(one.from)}" y1="${y(high)}" y2="${y(low)}"/>`,
    ),
    ...lines.map(
      (value) =>
        `<line class="${Math.abs(value) < step / 2 ? 'zero' : 'grid'}" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(value)}" y2="${y(value)}"/><text class="right" x="${MARGIN.left - 8}" y="${y(value)}">${labelText(value, step)}</text>`,
    ),
    ...timesBetween(from, to).map(
      (time) => `<text class="middle" x="${x(time)}" y="${HEIGHT - 8}">${isoMinute(time).slice(0, 10)}</text>`,
    ),
    ...curves.map(
      ({ style, time, value }) =>
        `<polyline class="${style}" points="${time.map((one, i) => `${x(one)},${y(value[i] ?? 0)}`).join(' ')}"/>`,
    ),
    '</svg>',
  ].join('\n')
}

/** 1, 2 or 5 times a power of ten that is not below the least. */
function niceStep(min: number): number {
  if (!(min > 0)) return 0.01
  const power = 10 ** Math.floor(Math.log10(min))
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= min * (1 - 1e-9)) ?? 10)
}

function labelText(value: number, step: number): string {
  const digits = Math.max(0, -Math.floor(Math.log10(100 * step) + 1e-9))
  return `${(100 * value).toFixed(digits).replace(/^-(0(?:\.0+)?)$/, '$1')} %`
}

/** Five moments that are not at the very ends, where their text would be cut. */
function timesBetween(from: number, to: number): number[] {
  return [0.08, 0.29, 0.5, 0.71, 0.92].map((share) => from + share * (to - from))
}
