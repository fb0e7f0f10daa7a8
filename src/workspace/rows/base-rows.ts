import { float64ColumnOf, uint8ColumnOf } from '../../core/frame.js'
import { rangeOf } from '../../core/grid.js'
import { calendarOf } from '../../core/market.js'
import type { Definition } from '../../definitions/definition.js'
import type { HashedDefinition } from '../../definitions/hashed-definition.js'
import { UserError } from '../../core/errors.js'
import { sha256 } from '../../core/hash.js'
import { intersect, isoMinute, isoRange, type TimeRange } from '../../core/time.js'
import type { Base } from '../../config/markets.js'
import type { Candles } from '../../core/candles.js'
import type { BaseDataset } from '../../datasets/base-dataset.js'
import { computeEventMask, type EventMask, type EventSampler } from '../../datasets/event-sampler.js'
import type { BaseExtent } from '../../datasets/set-rows.js'
import { columnHistory, type FeatureSet } from '../../features/feature-set.js'
import { openNeededCandles, type NeededCandles } from '../../store/derived/needed-candles.js'
import type { DerivedRequest } from '../../store/derived/derived-store.js'
import type { Target } from '../../targets/target.js'
import type { DataSources } from './data-sources.js'
import { joinNeeds, readFlatRuns, readLongGaps } from './long-gaps.js'

/** What is said of a base whose rows were chosen. */
export interface BaseSummary {
  readonly base: Base
  readonly candles: Pick<Candles, 'grid'>
  readonly extent: BaseExtent
  /** One hash over the content hashes of the candles' days. */
  readonly candlesHash: string
}

/** The same with all that is needed to choose its rows. */
export interface LabelledBase extends BaseSummary {
  readonly dataset: Pick<BaseDataset, 'targets'>
}

/** The same with all that is needed to train on the rows and to judge them. */
export interface LoadedBase extends LabelledBase {
  readonly candles: Candles
  readonly dataset: BaseDataset
}

/** What labels are judged by. */
export type LabelCandles = Pick<Candles, 'grid' | 'close' | 'filled'>

/** A base without its features. */
export interface BaseLabels<C extends LabelCandles = LabelCandles> extends LabelledBase {
  readonly candles: C
  /** The time in which there are candles for the rows asked for. */
  readonly range: TimeRange
}

/** What of a base is to be loaded. */
export interface BaseRequest {
  readonly base: Base
  readonly features: HashedDefinition<FeatureSet>
  readonly target: HashedDefinition<Target>
  /** All rows in these. */
  readonly ranges: readonly TimeRange[]
  /** Chooses minutes; without it all are events. */
  readonly sampler?: EventSampler | undefined
  /** Minutes that a net looks at; default 1. A row's history includes that of the others. */
  readonly window?: number
  /** Minutes in a row at one price from which on they are not trained on. */
  readonly flatMinutes?: number | undefined
}

/**
 * Candles, features and labels of a base for all rows in `ranges`, with the history before and the horizon after them, cut
 * to what is stored, and which minutes are events where a sampler chooses. A row's history includes that of the other minutes
 * of its window. What has not been computed yet is computed and kept. Throws UserError where there is nothing in them.
 */
export async function loadBase(sources: DataSources, request: BaseRequest): Promise<LoadedBase> {
  const { base, features } = request
  const { range, dataset, ...rest } = await loadLabelledCandles(sources, request)
  const frame = await sources.derived.frame({ ...featureRequest(sources, base, features), range })
  return { ...rest, dataset: { base: base.name, featureSet: features.value, features: frame, ...dataset } }
}

/** Like `loadBase`, but without features. */
export function loadLabelledCandles(sources: DataSources, request: BaseRequest): Promise<BaseLabels<Candles>> {
  const { base, sampler } = request
  return labelsOn(sources, request, async (range) => {
    const candles = await sources.candles.read(base.market, range)
    return { candles, events: sampler && computeEventMask(sampler, candles) }
  })
}

/** The same with no more of the candles than labels are judged by. */
export function loadLabels(sources: DataSources, request: BaseRequest): Promise<BaseLabels> {
  const { base, sampler } = request
  return labelsOn(sources, request, async (range) => {
    if (sampler) {
      const all = await sources.candles.read(base.market, range)
      const { grid, close, filled } = all
      return { candles: { grid, close, filled }, events: computeEventMask(sampler, all) }
    }
    const frame = await sources.candles.readColumns(base.market, ['close', 'filled'], range)
    const candles = {
      grid: frame.grid,
      close: float64ColumnOf(frame, 'close'),
      filled: uint8ColumnOf(frame, 'filled'),
    }
    return { candles, events: undefined }
  })
}

/** Candles, and which of their minutes are events. */
interface ReadCandles<C> {
  readonly candles: C
  readonly events: EventMask | undefined
}

async function labelsOn<C extends LabelCandles>(
  sources: DataSources,
  { base, features, target, ranges, sampler, window = 1, flatMinutes }: BaseRequest,
  read: (range: TimeRange) => Promise<ReadCandles<C>>,
): Promise<BaseLabels<C>> {
  const reach = {
    history: Math.max(features.value.history + window - 1, target.value.history, sampler?.history ?? 0),
    horizon: target.value.horizon,
  }
  const definitions = { features: features.value, target: target.value }
  const definition = joinNeeds(definitions)
  const needed = openNeededCandles(sources.candles, { definition, market: base.market })
  const range = await neededRange(sources, base, { definition, ...reach }, ranges)
  const { candles, events } = await read(range)
  const targets = await sources.derived.frame({
    market: base.market,
    range,
    progress: sources.progress,
    signal: sources.signal,
    kind: 'targets',
    definition: target.value,
    sourceHash: target.sourceHash,
    columnHistory: target.value.history,
    horizon: target.value.horizon,
  })
  return {
    base,
    candles,
    extent: {
      candles: candles.grid,
      ...(await readLongGaps(sources, base, range, definitions)),
      ...(flatMinutes !== undefined && { flat: await readFlatRuns(sources, base, range, flatMinutes) }),
      events,
    },
    dataset: { targets },
    candlesHash: await hashOfDays(needed, rangeOf(candles.grid)),
    range,
  }
}

/** What to ask the store for to have a base's features. */
export function featureRequest(
  { progress, signal }: Pick<DataSources, 'progress' | 'signal'>,
  { market }: Base,
  features: HashedDefinition<FeatureSet>,
): DerivedRequest {
  return {
    market,
    progress,
    signal,
    kind: 'features',
    definition: features.value,
    sourceHash: features.sourceHash,
    columnHistory: columnHistory(features.value),
    horizon: 0,
  }
}

/** What is read for a row: candles before and after it, and those of other bases that the definition needs. */
export interface CandleReach {
  readonly definition: Pick<Definition, 'id' | 'needs'>
  readonly history: number
  readonly horizon: number
}

/**
 * The time of the candles that all rows in `ranges` read, cut to what is stored. Throws UserError where there is nothing in
 * it.
 */
export async function neededRange(
  sources: Pick<DataSources, 'candles'>,
  base: Base,
  { definition, history, horizon }: CandleReach,
  ranges: readonly TimeRange[],
): Promise<TimeRange> {
  const calendar = calendarOf(base.market)
  const first = calendar.ordinalAt(Math.min(...ranges.map(({ from }) => from)))
  const last = calendar.ordinalAt(Math.max(...ranges.map(({ to }) => to)))
  const wanted = { from: calendar.timeAt(first - history), to: calendar.timeAt(last + horizon) }
  const stored = await sources.candles.range(base.market)
  const range = stored && intersect(wanted, stored)
  if (range && !definition.needs) return range
  if (range) {
    const needed = openNeededCandles(sources.candles, { definition, market: base.market })
    return sharedRange(definition.id, range, await needed.range())
  }
  const there = stored ? `from ${isoMinute(stored.from)} to ${isoMinute(stored.to)}` : 'none'
  throw new UserError(
    `base ${base.name} has no candles in the sets' ranges; there are ${there}. Import more, or change the sets`,
  )
}

/** The part in which other bases that a feature set needs have candles too. */
function sharedRange(id: string, own: TimeRange, needed: TimeRange): TimeRange {
  const range = intersect(own, needed)
  if (range) return range
  throw new UserError(
    `${id} needs candles of other bases, which have some from ${isoRange(needed)} only, none in the sets' ranges; import more, or change the sets`,
  )
}

/** One hash over the candles that all rows in `ranges` read, as `neededRange` has them. */
export async function hashNeededCandles(
  sources: Pick<DataSources, 'candles'>,
  base: Base,
  reach: CandleReach,
  ranges: readonly TimeRange[],
): Promise<string> {
  const range = await neededRange(sources, base, reach, ranges)
  const needed = openNeededCandles(sources.candles, { definition: reach.definition, market: base.market })
  return hashOfDays(needed, range)
}

async function hashOfDays(candles: NeededCandles, range: TimeRange): Promise<string> {
  const days = [...(await candles.dayHashes(range))].sort(([a], [b]) => a - b)
  return sha256(...days.flatMap(([day, hash]) => [String(day), hash]))
}
