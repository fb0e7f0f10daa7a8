import type { Candles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { marketPath, type Market } from '../../core/market.js'
import { intersect, type TimeRange } from '../../core/time.js'
import type { CandleRevision } from '../../store/candles/revision-log.js'
import type { CandleStore, CandleWriter } from '../../store/candles/candle-store.js'
import { candlesOfRows } from './candles-of-rows.js'
import { compareCandles, missingRuns, type Comparison } from './compare-candles.js'
import { fetchMissing, type HistorySource, type Rows } from './fetch-rows.js'

/** Where candles come from, and where they are kept. */
export interface UpdateTarget {
  readonly source: HistorySource
  readonly market: Market
  readonly store: CandleStore
  /** Of this market. */
  readonly writer: CandleWriter
  /** Replaces stored candles even where every one of them differs. */
  readonly replaceAll?: boolean
  /** Into the tail of the market instead of its months: for a few minutes at a time. */
  readonly append?: boolean
}

/** What an update has done to one market so far. */
export interface Tally {
  /** Candles that were not there before. */
  added: number
  /** Candles that were missing in the first answer and came with the second. */
  repaired: number
  /** Candles that the exchange changed since they were stored; they have been replaced. */
  readonly revisions: CandleRevision[]
}

/** With fewer candles to compare, even all of them differing may be a revision. */
const LEAST_COMPARED = 5

/** Stores what came of `range`, after asking once more for what did not. */
export async function keepRows(target: UpdateTarget, range: TimeRange, rows: Rows, tally: Tally): Promise<void> {
  const { source, market, writer } = target
  const stored = await storedIn(target, range)
  const repaired = await fetchMissing(source, missingRuns(source, range, rows, stored), rows)
  const fresh = candlesOfRows(rows, source.calendar)
  if (!fresh) return
  const comparison = compareCandles(stored, fresh)
  if (!target.replaceAll) refuseOtherMarket(market, comparison)
  const { added, revisions, news } = comparison
  await writer.recordRevisions(revisions)
  if (target.append) await writer.append(news)
  else if (news.filled.includes(0)) await writer.merge(news, { conflict: 'new' })
  tally.added += added
  tally.repaired += repaired
  tally.revisions.push(...revisions)
}

async function storedIn({ store, market }: UpdateTarget, range: TimeRange): Promise<Candles | undefined> {
  const all = await store.range(market)
  const part = all && intersect(all, range)
  return part && store.read(market, part)
}

/** Made-up candles must not replace real ones because an address was left in a configuration. */
function refuseOtherMarket(market: Market, { compared, otherCloses }: Comparison): void {
  if (compared < LEAST_COMPARED || otherCloses < compared) return
  throw new UserError(
    `${marketPath(market)}: all ${compared} candles that were asked for again differ from the stored ones, so this looks like another market; give its candles a data folder of their own (data: in followupward.yaml), or replace the stored ones by the option replace`,
  )
}
