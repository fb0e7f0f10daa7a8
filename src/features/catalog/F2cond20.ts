import type { Candles } from '../../core/candles.js'
import { makeFrame, type Frame } from '../../core/frame.js'
import { gridAfterHistory } from '../../definitions/definition.js'
import { meanRatio } from '../../indicators/mean-ratio.js'
import { regressionChannel, regressionTrend } from '../../indicators/regression-channel.js'
import { defineFeatureSet } from '../feature-set.js'

/** A regression window over closes, which ends `offset` minutes before the current one. */
interface LineWindow {
  readonly label: string
  readonly minutes: number
  readonly offset: number
  /** Whether the set has chance and risk of this window. */
  readonly hasChannel: boolean
}

const LINE_WINDOWS: readonly LineWindow[] = [
  { label: '5m_0', minutes: 5, offset: 0, hasChannel: false },
  { label: '5m_5', minutes: 5, offset: 5, hasChannel: false },
  { label: '30m', minutes: 30, offset: 0, hasChannel: true },
  { label: '4h', minutes: 240, offset: 0, hasChannel: true },
  { label: '12h', minutes: 720, offset: 0, hasChannel: true },
  { label: '10d', minutes: 14_400, offset: 0, hasChannel: false },
]
/** Short and long window of each ratio of mean volumes. */
const VOLUME_WINDOWS = [
  { label: 'vol5m1h', short: 5, long: 60 },
  { label: 'vol5m12h', short: 5, long: 720 },
]
const HISTORY = 14_399
const COLUMNS = [
  ...LINE_WINDOWS.flatMap(({ label, hasChannel }) => {
    const kinds = hasChannel ? ['price', 'gain', 'chance', 'risk'] : ['price', 'gain']
    return kinds.map((kind) => ({ name: kind + label }))
  }),
  ...VOLUME_WINDOWS.map(({ label }) => ({ name: label })),
]

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
  const columns = [...LINE_WINDOWS.flatMap((window) => lineColumns(candles, window)), ...volumeColumns(candles)]
  return makeFrame(
    grid,
    columns.map((values, i) => [COLUMNS[i]?.name ?? '', values]),
  )
}

/** The columns of one window, in the order of their kinds. */
function lineColumns({ grid, close }: Candles, { minutes, offset, hasChannel }: LineWindow): Float32Array[] {
  const span = { first: grid.first, window: minutes, from: HISTORY, offset, gainRows: 60 }
  if (!hasChannel) {
    const { level, gain } = regressionTrend(close, span)
    return [level, gain]
  }
  const { level, gain, upside, downside } = regressionChannel(close, { ...span, deviations: 2, margin: 1e-12 })
  return [level, gain, upside, downside]
}

function volumeColumns({ grid, volume }: Candles): Float32Array[] {
  return VOLUME_WINDOWS.map(({ short, long }) =>
    meanRatio(volume, { first: grid.first, from: HISTORY, short, long, fillValue: 0 }),
  )
}
