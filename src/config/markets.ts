import { UserError } from '../core/errors.js'
import type { Market } from '../core/market.js'
import type { BaseConfig, WorkspaceConfig } from './schema.js'

/** A base of a workspace: its short name and the market it stands for. */
export interface Base {
  readonly name: string
  readonly market: Market
}

/** The market that a base's short name stands for, in the workspace's exchange, market type and quote. */
export function marketOfBase(config: WorkspaceConfig, name: string): Market {
  const known = config.bases.find((base) => base.name === name)
  return {
    exchange: config.exchange.id,
    type: config.market,
    symbol: symbolOf(config, known ?? { name }),
    interval: '1m',
  }
}

/**
 * The bases that a command works on: those asked for, else those of the configuration, else all that the store holds in
 * the workspace's exchange, market type and quote. Throws UserError for one that the store does not hold.
 */
export function chooseBases(config: WorkspaceConfig, stored: readonly Market[], asked: readonly string[]): Base[] {
  const available = basesIn(config, stored)
  const names = asked.length > 0 ? asked : config.bases.map((base) => base.name)
  if (names.length === 0) return available
  return names.map((name) => {
    const found = available.find((base) => base.name === name)
    if (found) return found
    const known = available.map((base) => base.name).join(', ') || 'none yet'
    throw new UserError(
      `no candles of base ${name} (${marketOfBase(config, name).symbol}, ${config.exchange.id} ${config.market}); there are: ${known}. Import some with`,
      { remedy: 'data.import' },
    )
  })
}

function basesIn(config: WorkspaceConfig, stored: readonly Market[]): Base[] {
  const ours = stored.filter((market) => market.exchange === config.exchange.id && market.type === config.market)
  return ours.flatMap((market) => {
    const name = nameOfSymbol(config, market.symbol)
    return name === undefined ? [] : [{ name, market }]
  })
}

/** The short name that a symbol has in a workspace; undefined where it has another quote. */
export function nameOfSymbol(config: WorkspaceConfig, symbol: string): string | undefined {
  const named = config.bases.find((base) => symbolOf(config, base) === symbol)
  if (named) return named.name
  const [coin, quote] = symbol.split('/')
  return coin && quote === config.quote ? coin.toLowerCase() : undefined
}

function symbolOf(config: WorkspaceConfig, base: BaseConfig): string {
  const own = 'symbol' in base ? base.symbol : undefined
  return own ?? `${base.name.toUpperCase()}/${config.quote}`
}
