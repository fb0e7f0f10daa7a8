import { isoRange, type TimeRange } from '../../core/time.js'
import { intersectRanges, subtractRanges, unionRanges } from '../../core/time-ranges.js'

/** Minutes of one market; `market` is its path: `binance/spot/FIL-USDT/1m`. */
export interface MarketRange extends TimeRange {
  readonly market: string
}

/** All minutes that any of the ranges covers, market by market, in order. */
export function unionMarketRanges(ranges: readonly MarketRange[]): MarketRange[] {
  return eachMarket(ranges, (_, own) => unionRanges(own))
}

/** The minutes that both lists cover. */
export function intersectMarketRanges(a: readonly MarketRange[], b: readonly MarketRange[]): MarketRange[] {
  return eachMarket(a, (market, own) => intersectRanges(own, rangesOfMarket(b, market)))
}

/** The minutes that `ranges` cover and `removed` do not. */
export function subtractMarketRanges(ranges: readonly MarketRange[], removed: readonly MarketRange[]): MarketRange[] {
  return eachMarket(ranges, (market, own) => subtractRanges(own, rangesOfMarket(removed, market)))
}

/** The same ranges of time for each of the markets. */
export function marketRangesOf(markets: readonly string[], ranges: readonly TimeRange[]): MarketRange[] {
  return markets.flatMap((market) => ranges.map(({ from, to }) => ({ market, from, to })))
}

/** `2024-03-01T00:00Z to 2024-03-16T00:00Z of SIM-USDT, MIS-USDT`, each interval once; the first three of many. */
export function marketRangesText(ranges: readonly MarketRange[]): string {
  const symbols = new Map<string, string[]>()
  for (const { market, ...range } of ranges) {
    const text = isoRange(range)
    symbols.set(text, [...(symbols.get(text) ?? []), market.split('/').at(-2) ?? market])
  }
  const texts = [...symbols].map(([range, names]) => `${range} of ${shorten(names).join(', ')}`)
  return shorten(texts).join('; ')
}

function shorten(texts: readonly string[]): string[] {
  return texts.length <= 3 ? [...texts] : [...texts.slice(0, 3), `${texts.length - 3} more`]
}

function rangesOfMarket(ranges: readonly MarketRange[], market: string): readonly MarketRange[] {
  return ranges.filter((range) => range.market === market)
}

function eachMarket(
  ranges: readonly MarketRange[],
  change: (market: string, own: readonly MarketRange[]) => TimeRange[],
): MarketRange[] {
  const markets = [...new Set(ranges.map(({ market }) => market))].sort()
  return markets.flatMap((market) =>
    change(market, rangesOfMarket(ranges, market)).map(({ from, to }) => ({ market, from, to })),
  )
}
