import type { Candles } from '../../core/candles.js'
import { gridAfterHistory } from '../../definitions/definition.js'
import { makeFrame, type Frame } from '../../core/frame.js'
import { columnBuffers, releaseBuffers, uninitializedFloat32 } from '../../runtime/buffers.js'
import { lineDeviations } from '../../indicators/line-deviations.js'
import { writeRelativeVolume } from '../../indicators/relative-volume.js'
import { rollingMean } from '../../indicators/rolling-mean.js'
import { rollingRegression, type Regression } from '../../indicators/rolling-regression.js'
import type { RollingSpan } from '../../indicators/rolling-span.js'
import { defineFeatureSet } from '../feature-set.js'

/** A regression window over closes; `offset` minutes back from the current one. */
interface Window {
  readonly label: string
  readonly minutes: number
  readonly offset: number
  /** Whether chance and risk are wanted too. */
  readonly chances: boolean
}

const WINDOWS: readonly Window[] = [
  { label: '5m_0', minutes: 5, offset: 0, chances: false },
  { label: '5m_5', minutes: 5, offset: 5, chances: false },
  { label: '30m', minutes: 30, offset: 0, chances: true },
  { label: '4h', minutes: 240, offset: 0, chances: true },
  { label: '12h', minutes: 720, offset: 0, chances: true },
  { label: '10d', minutes: 14_400, offset: 0, chances: false },
]
const COLUMNS = [
  ...WINDOWS.flatMap(({ label, chances }) => {
    const kinds = chances ? ['price', 'gain', 'chance', 'risk'] : ['price', 'gain']
    return kinds.map((kind) => ({ name: kind + label }))
  }),
  { name: 'vol5m1h' },
  { name: 'vol5m12h' },
]
const HISTORY = 14_399
/** Points closer to the line than this share of the close lie on neither side of it. */
const MARGIN = 1e-12

/**
 * Where the close stands against its regression lines over 5 minutes to 10 days: `price` the line's last point over the
 * close, `gain` the line's gain an hour over the close, `chance` and `risk` the room left up and down, taking twice the spread
 * of the points above and below the line for its reach; and how the volume of 5 minutes compares with that of 1 and 12 hours.
 */
export default defineFeatureSet({
  id: 'F2cond20',
  version: 1,
  history: HISTORY,
  reads: ['close', 'volume'],
  columns: COLUMNS,
  compute,
})

function compute(candles: Candles): Frame {
  const grid = gridAfterHistory('F2cond20', HISTORY, candles)
  const columns: Float32Array[] = []
  for (const window of WINDOWS) columns.push(...lineColumns(candles, window))
  columns.push(...volumeColumns(candles))
  return makeFrame(
    grid,
    columns.map((values, i) => [COLUMNS[i]?.name ?? '', values]),
  )
}

/** The columns of one window, in the order of their kinds. */
function lineColumns({ grid, close }: Candles, { minutes, offset, chances }: Window): Float32Array[] {
  const span = { first: grid.first, window: minutes, from: HISTORY - offset }
  const lines = rollingRegression(close, span)
  const rows = close.length - HISTORY
  const price = uninitializedFloat32(rows)
  const gain = uninitializedFloat32(rows)
  for (let i = 0; i < rows; i++) {
    const now = close[HISTORY + i] ?? 0
    price[i] = (lines.last[i] ?? 0) / now
    gain[i] = ((lines.slope[i] ?? 0) / now) * 60
  }
  const columns = chances ? [price, gain, ...chanceColumns(close, lines, span)] : [price, gain]
  releaseBuffers(columnBuffers([lines.slope, lines.last]))
  return columns
}

/** Only for windows that end at the current minute. */
function chanceColumns(close: Float64Array, lines: Regression, span: RollingSpan): Float32Array[] {
  const { above, below } = lineDeviations(close, lines, span, MARGIN)
  const chance = uninitializedFloat32(above.length)
  const risk = uninitializedFloat32(above.length)
  for (let i = 0; i < above.length; i++) {
    const now = close[HISTORY + i] ?? 0
    const distance = now - (lines.last[i] ?? 0)
    chance[i] = (2 * (above[i] ?? 0) - distance) / now
    risk[i] = (2 * (below[i] ?? 0) + distance) / now
  }
  releaseBuffers(columnBuffers([above, below]))
  return [chance, risk]
}

function volumeColumns({ grid, volume }: Candles): Float32Array[] {
  const mean = (window: number): Float64Array => rollingMean(volume, { first: grid.first, window, from: HISTORY })
  const [short, ...long] = [mean(5), mean(60), mean(720)]
  const columns = long.map((values) => writeRelativeVolume(short, values, 0, uninitializedFloat32(short.length)))
  releaseBuffers(columnBuffers([short, ...long]))
  return columns
}
