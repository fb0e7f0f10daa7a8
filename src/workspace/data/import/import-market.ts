import { marketOfBase } from '../../../config/markets.js'
import type { WorkspaceConfig } from '../../../config/schema.js'
import { UserError } from '../../../core/errors.js'
import type { Market } from '../../../core/market.js'
import type { CandleFileName } from '../../../ohlcv/import/candle-file-name.js'

/** What the command line says about the market of all files. */
export interface MarketOverride {
  readonly exchange?: string | undefined
  readonly market?: string | undefined
  readonly base?: string | undefined
  readonly symbol?: string | undefined
}

/** The market that a file's candles belong to: the command line decides before the file's name, the name before the workspace. */
export function importMarket(
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

function symbolOf(
  config: WorkspaceConfig,
  override: MarketOverride,
  named: CandleFileName | undefined,
  label: string,
): string {
  if (override.symbol) return override.symbol
  if (override.base) return marketOfBase(config, override.base).symbol
  if (named?.base) return marketOfBase(config, named.base).symbol
  if (named?.symbol) return named.symbol
  if (!named) {
    throw new UserError(
      `${label}: its name does not say what it holds (expected one such as FILUSDT-1m-2023-08.zip); name the base with --base fil`,
    )
  }
  if (!named.pair.endsWith(config.quote) || named.pair === config.quote) {
    throw new UserError(
      `${label}: ${named.pair} does not end with the workspace's quote ${config.quote}; name the pair with --symbol COIN/QUOTE`,
    )
  }
  return `${named.pair.slice(0, -config.quote.length)}/${config.quote}`
}
