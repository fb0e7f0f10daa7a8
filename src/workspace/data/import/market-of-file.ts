import { marketOfBase } from '../../../config/markets.js'
import type { WorkspaceConfig } from '../../../config/schema.js'
import type { Market } from '../../../core/market.js'
import { RequestError } from '../../../core/request-error.js'
import type { CandleFileName } from '../../../ohlcv/import/candle-file-name.js'

/** What a request says about the market of all files. */
export interface MarketOverride {
  readonly exchange?: string | undefined
  readonly market?: string | undefined
  readonly base?: string | undefined
  readonly symbol?: string | undefined
}

/** The market that a file's candles belong to: the request decides before the file's name, the name before the workspace. */
export function marketOfFile(
  config: WorkspaceConfig,
  override: MarketOverride,
  named: CandleFileName | undefined,
  label: string,
): Market {
  const symbol = symbolOf(config, override, named, label)
  return {
    exchange: override.exchange ?? named?.exchange ?? config.exchange.id,
    type: override.market ?? named?.marketType ?? config.market,
    symbol,
    interval: '1m',
  }
}

/** What of the market neither the request nor the file's name says; keys of the request stand in braces. */
export function assumedOfMarket(
  config: WorkspaceConfig,
  override: MarketOverride,
  named: CandleFileName | undefined,
): string[] {
  const type = override.market ?? named?.marketType
  const exchange = override.exchange ?? named?.exchange
  if (type !== undefined && exchange !== undefined) return describeOrigin(override, named)
  const assumed = [
    ...(exchange === undefined ? [config.exchange.id] : []),
    ...(type === undefined ? [`market type ${config.market}`] : []),
  ]
  const keys = [...(exchange === undefined ? ['{exchange}'] : []), ...(type === undefined ? ['{market}'] : [])]
  return [
    `taken for one of ${assumed.join(', ')}, as the workspace's configuration says; name another with ${keys.join(' and ')}`,
  ]
}

/** What follows from the way in which somebody names files, and the request does not say. */
function describeOrigin(override: MarketOverride, named: CandleFileName | undefined): string[] {
  if (named?.origin === undefined) return []
  const { symbol = '', exchange = '', marketType = '' } = named
  const parts = [
    ...(override.base === undefined && override.symbol === undefined ? [{ text: symbol, key: '{symbol}' }] : []),
    ...(override.exchange === undefined ? [{ text: `exchange ${exchange}`, key: '{exchange}' }] : []),
    ...(override.market === undefined ? [{ text: `market type ${marketType}`, key: '{market}' }] : []),
  ]
  if (parts.length === 0) return []
  const taken = parts.map(({ text }) => text).join(', ')
  return [
    `named as in ${named.origin}, so taken for ${taken}; name another with ${parts.map(({ key }) => key).join(', ')}`,
  ]
}

function symbolOf(
  config: WorkspaceConfig,
  { base, symbol }: MarketOverride,
  named: CandleFileName | undefined,
  label: string,
): string {
  if (symbol) return symbol
  if (base) return marketOfBase(config, base.toLowerCase()).symbol
  if (named?.base) return marketOfBase(config, named.base).symbol
  if (named?.symbol) return named.symbol
  if (!named) {
    throw new RequestError(
      `${label}: its name does not say what it holds (expected one such as FILUSDT-1m-2023-08.zip); name the base with {base} fil`,
    )
  }
  if (!named.pair.endsWith(config.quote) || named.pair === config.quote) {
    throw new RequestError(
      `${label}: ${named.pair} does not end with the workspace's quote ${config.quote}; name the pair with {symbol} COIN/QUOTE`,
    )
  }
  return `${named.pair.slice(0, -config.quote.length)}/${config.quote}`
}
