import { chooseBases } from '../../config/markets.js'
import { marketPath, type Market } from '../../core/market.js'
import { intersectRanges, subtractRanges, unionRanges } from '../../core/time-ranges.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import {
  intersectMarketRanges,
  marketRangesOf,
  marketRangesText,
  type MarketRange,
} from '../../store/ledger/market-ranges.js'
import type { WorkspaceContext } from '../context.js'
import { testRangesOfRequest } from '../ledger/require-open-sets.js'
import { readSeal, requireOpen } from '../ledger/seal.js'
import type { ReportSplit } from './report-split.js'
import type { ParsedReportRequest } from './request.js'

/**
 * The split of a report without closed minutes, and says so: what is told of labels is learned from. Rows of the other sets stay
 * purged around them. With `openTestSet` they are opened instead. Files of candles have no market, and nothing of them is sealed.
 * Throws SealedError where nothing is left.
 */
export async function leaveOutSealed(
  split: ReportSplit,
  { bases: names = [], candles: files = [], openTestSet }: ParsedReportRequest,
  subject: string,
  { context, candles }: { readonly context: WorkspaceContext; readonly candles: CandleStore },
): Promise<ReportSplit> {
  if (files.length > 0) return split
  const lowerCase = names.map((name) => name.toLowerCase())
  const bases = chooseBases(context.workspace.config, await candles.markets(), lowerCase)
  const markets = bases.map(({ market }) => market)
  const named = [testRangesOfRequest(`the sets of a report on ${subject}`, bases, split.sets.test)]
  const { closed } = await readSeal(context, markets, named)
  const left = openTestSet ? split : withoutClosed(split, unionRanges(closed))
  const shown = rangesOf(left.named.length > 0 ? left : split, markets)
  await requireOpen({ look: 'report', subject, ranges: shown, openTestSet }, context)
  if (left !== split)
    context.log(
      `note: ${marketRangesText(intersectMarketRanges(rangesOf(split, markets), closed))} is sealed and left out: a test range covered it; openTestSet opens it, and that is written down`,
    )
  return left
}

/** A test set is left out as soon as a minute of it is closed, other sets lose those minutes alone. */
function withoutClosed(split: ReportSplit, closed: ReturnType<typeof unionRanges>): ReportSplit {
  const { sets, named } = split
  const isTouched = named.some(({ type }) => intersectRanges(sets[type], closed).length > 0)
  if (!isTouched) return split
  const training = subtractRanges(sets.training, closed)
  const validation = subtractRanges(sets.validation, closed)
  const isTestOpen = intersectRanges(sets.test, closed).length === 0
  const reduced = { training, validation, test: unionRanges([...sets.test, ...closed]) }
  return {
    sets: reduced,
    named: named.filter(({ type }) => (type === 'test' ? isTestOpen : reduced[type].length > 0)),
  }
}

function rangesOf({ sets, named }: ReportSplit, markets: readonly Market[]): MarketRange[] {
  return marketRangesOf(
    markets.map(marketPath),
    named.flatMap(({ type }) => sets[type]),
  )
}
