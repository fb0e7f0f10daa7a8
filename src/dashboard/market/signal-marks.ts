import { float32ColumnOf, type Frame } from '../../core/frame.js'
import { timeAt } from '../../core/grid.js'
import type { Buckets } from '../../ohlcv/bars/column-bars.js'
import type { SignalMark } from './api.js'
import { signalFromScores, type Thresholds } from '../../trading/signal.js'

/**
 * The minutes in which a signal begins, at most one of a kind in each bar: the first. The minute before the frame counts
 * as one without a signal, and so does a minute without scores.
 */
export function signalMarks(scores: Frame, thresholds: Thresholds, buckets: Buckets): SignalMark[] {
  const [hold, buy, sell] = ['hold', 'buy', 'sell'].map((name) => float32ColumnOf(scores, name))
  const marks: SignalMark[] = []
  const lastBucket = { buy: -1, sell: -1 }
  let before = 'hold'
  for (let row = 0; row < scores.grid.rows; row++) {
    const now = { hold: hold?.[row] ?? 0, buy: buy?.[row] ?? 0, sell: sell?.[row] ?? 0 }
    const kind = signalFromScores(now, thresholds)
    const begins = kind !== before
    before = kind
    if (kind === 'hold' || !begins) continue
    const time = timeAt(scores.grid, row)
    const bucket = Math.floor(time / buckets.interval)
    if (bucket === lastBucket[kind]) continue
    lastBucket[kind] = bucket
    marks.push({ time, kind, score: now[kind] })
  }
  return marks
}
