import { packValues } from '../../assessment/report/pack-values.js'
import type { Base } from '../../config/markets.js'
import { UserError } from '../../core/errors.js'
import { float32ColumnOf, makeFrame, sliceFrame, uint8ColumnOf, type Frame } from '../../core/frame.js'
import { ordinalFrom, timeAt } from '../../core/grid.js'
import { calendarOf, marketPath } from '../../core/market.js'
import { DAY, isoRange, type TimeRange } from '../../core/time.js'
import { expandedColumns } from '../../features/expand-lags.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { chooseBarInterval } from '../../ohlcv/bars.js'
import { createBuckets, countClasses, aggregateColumn, type Buckets, type ColumnBars } from '../../ohlcv/column-bars.js'
import type { GapLimits } from '../../ohlcv/gaps.js'
import { intersectMarketRanges, marketRangesText, type MarketRange } from '../../store/ledger/market-ranges.js'
import type { FeatureView, LabelView, OverlayView, SignalMark, SignalView } from './api.js'
import { blankColumns, blankNotImported, type GapSource } from './blank-gaps.js'
import { BadRequestError } from '../http/errors.js'
import type { ViewQuery } from './queries.js'
import type { Target } from '../../targets/target.js'
import { signalFromScores, type Thresholds } from '../../trading/signal.js'
import type { HashedDefinition } from '../../definitions/hashed-definition.js'
import {
  createFeatureSeries,
  createLabelSeries,
  createScoreSeries,
  type ScoringParts,
  type SeriesContext,
} from './minute-series.js'

/** Longest time over which something is computed for the screen. */
const MAX_DAYS = 40

/** What overlays are made with; `gaps` say which minutes were never imported. */
export interface OverlayContext extends SeriesContext {
  readonly gaps: GapLimits
}

/** Labels of a target, counted in the bars of the view. */
export async function computeLabelView(
  context: SeriesContext,
  base: Base,
  target: HashedDefinition<Target>,
  query: ViewQuery,
): Promise<LabelView> {
  const buckets = createViewBuckets(query)
  const { id, classes, horizon } = target.value
  const work = createLabelSeries(context, base, target)
  const all = await context.days.frame(work, query)
  const { to } = await work.needed.range()
  const final = all && rowsBefore(all, to - horizon * all.grid.calendar.interval)
  const counts = final
    ? countClasses(
        uint8ColumnOf(final, 'target'),
        startOf(final),
        final.grid.calendar.interval,
        buckets,
        classes.length,
      )
    : classes.map(() => new Int32Array(buckets.rows))
  const open = all && final && final.grid.rows < all.grid.rows
  return {
    ...viewOf(query, buckets),
    classes,
    counts: counts.map(packValues),
    notes: [
      ...(all ? [] : [formatNoHistory(id, query)]),
      ...(open ? [`${id} looks ${horizon} minutes ahead: the last ones have no label yet`] : []),
    ],
  }
}

/** What decides on signals, and where none are shown. */
export interface SignalRules {
  readonly thresholds: Thresholds
  /** Minutes that are sealed and that nobody has opened. */
  readonly closed: readonly MarketRange[]
}

/**
 * Scores of a classifier, and the minutes in which they become signals; none where nothing was imported, and none in closed
 * minutes, which is noted.
 */
export async function computeSignalView(
  context: OverlayContext,
  base: Base,
  parts: ScoringParts,
  { thresholds, closed }: SignalRules,
  query: ViewQuery,
): Promise<SignalView> {
  const buckets = createViewBuckets(query)
  const computed = await context.days.frame(createScoreSeries(context, base, parts), query)
  const scored = computed && (await blankColumns(computed, ['hold', 'buy', 'sell'], gapSource(context, base)))
  const hidden = intersectMarketRanges([{ market: marketPath(base.market), from: query.from, to: query.to }], closed)
  const frame = scored && withoutRanges(scored, hidden)
  const highest = (name: string): Float32Array => barsOf(frame, frame && float32ColumnOf(frame, name), buckets).high
  return {
    ...viewOf(query, buckets),
    buy: packValues(highest('buy')),
    sell: packValues(highest('sell')),
    signals: frame ? findSignalMarks(frame, thresholds, buckets) : [],
    thresholds,
    notes: [
      ...(frame ? [] : [formatNoHistory(parts.features.value.id, query)]),
      ...(hidden.length > 0 ? [formatSealed(hidden)] : []),
    ],
  }
}

/** No number in the rows of these ranges. */
function withoutRanges({ grid, columns }: Frame, ranges: readonly TimeRange[]): Frame {
  if (ranges.length === 0) return { grid, columns }
  const rowOf = (time: number): number =>
    Math.max(0, Math.min(grid.rows, ordinalFrom(grid.calendar, time) - grid.first))
  return makeFrame(
    grid,
    [...columns].map(([name, values]) => {
      const left = Float32Array.from(values)
      for (const { from, to } of ranges) left.fill(Number.NaN, rowOf(from), rowOf(to))
      return [name, left] as const
    }),
  )
}

function formatSealed(ranges: readonly MarketRange[]): string {
  return `${marketRangesText(ranges)} is sealed: a test range covered it, and scores in it are not shown. The assessment page opens the test set of a classifier`
}

/** One column of a feature set; a lagged one is the stored one so many minutes later. Minutes never imported have no value. */
export async function computeFeatureView(
  context: OverlayContext,
  base: Base,
  set: HashedDefinition<FeatureSet>,
  name: string,
  query: ViewQuery,
): Promise<FeatureView> {
  const buckets = createViewBuckets(query)
  const { id } = set.value
  const column = expandedColumns(set.value).find((one) => one.name === name)
  if (!column) throw new UserError(`feature set ${id} has no column ${name}; choose another`)
  const lag = column.offset * calendarOf(base.market).interval
  const frame = await context.days.frame(createFeatureSeries(context, base, set), {
    from: query.from - lag,
    to: query.to - lag,
  })
  const values = frame && (await blankNotImported(frame, column.stored, gapSource(context, base), lag))
  const { low, high, last } = barsOf(frame, values, buckets, lag)
  return {
    ...viewOf(query, buckets),
    set: id,
    column: name,
    low: packValues(low),
    high: packValues(high),
    last: packValues(last),
    notes: frame ? [] : [formatNoHistory(id, query)],
  }
}

function gapSource({ store, gaps }: OverlayContext, { market }: Base): GapSource {
  return { store, market, limits: gaps }
}

function createViewBuckets({ from, to, points }: ViewQuery): Buckets {
  if (to - from > MAX_DAYS * DAY) {
    throw new BadRequestError(
      `${isoRange({ from, to })} is longer than the ${MAX_DAYS} days that are computed for a view`,
    )
  }
  return createBuckets({ from, to }, chooseBarInterval(to - from, points))
}

function viewOf({ from, to }: ViewQuery, { interval, first, rows }: Buckets): Omit<OverlayView, 'notes'> {
  return { from, to, interval, first: first * interval, rows }
}

function barsOf(
  frame: Frame | undefined,
  values: Parameters<typeof aggregateColumn>[0] | undefined,
  buckets: Buckets,
  lag = 0,
): ColumnBars {
  if (!frame || !values) return aggregateColumn(new Float32Array(), 0, 1, buckets)
  return aggregateColumn(values, startOf(frame) + lag, frame.grid.calendar.interval, buckets)
}

function startOf({ grid }: Frame): number {
  return timeAt(grid, 0)
}

function rowsBefore(frame: Frame, time: number): Frame {
  const rows = ordinalFrom(frame.grid.calendar, time) - frame.grid.first
  return sliceFrame(frame, 0, Math.max(0, Math.min(frame.grid.rows, rows)))
}

function formatNoHistory(id: string, range: ViewQuery): string {
  return `${id} has no values from ${isoRange(range)}: there are not enough candles before`
}

/**
 * The minutes in which a signal begins, at most one of a kind in each bar: the first. The minute before the frame counts
 * as one without a signal, and so does a minute without scores.
 */
function findSignalMarks(scores: Frame, thresholds: Thresholds, buckets: Buckets): SignalMark[] {
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
