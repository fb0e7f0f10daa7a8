import type { Position } from '../../bookkeeping/positions.js'
import { marketOfBase } from '../../config/markets.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import { UserError } from '../../core/errors.js'
import type { TradedBase } from '../../trading/trade-options.js'

import type { Io } from '../io.js'

export interface WatchList {
  readonly bases: readonly TradedBase[]
  /** Bases left out because of the black list. */
  readonly blacklisted: readonly string[]
}

/**
 * Bases under watch: those asked for, else those of the configuration, else those that the classifier was trained on; and
 * always what the account's book still holds, so that it can be sold. Never a blacklisted one.
 */
export function watchList(
  config: WorkspaceConfig,
  asked: readonly string[],
  trained: readonly string[],
  positions: ReadonlyMap<string, Position>,
): WatchList {
  const configured = config.bases.map((base) => base.name)
  const chosen = asked.length > 0 ? asked : configured.length > 0 ? configured : trained
  const held = trained.filter((name) => positions.get(marketOfBase(config, name).symbol)?.amount.gt(0))
  const all = [...new Set([...chosen, ...held])]
  const blacklisted = all.filter((name) => config.trading.blacklist.includes(name))
  const names = all.filter((name) => !blacklisted.includes(name))
  if (names.length === 0) {
    throw new UserError(
      `no base is left to trade: ${all.join(', ')} ${all.length > 1 ? 'are' : 'is'} in trading.blacklist`,
    )
  }
  return { bases: names.map((name) => tradedBase(config, name)), blacklisted }
}

export function tradedBase(config: WorkspaceConfig, name: string): TradedBase {
  const base = { name, symbol: marketOfBase(config, name).symbol }
  const configured = config.bases.find((one) => one.name === name)
  const blocked = configured && 'blocked' in configured ? configured.blocked : undefined
  return blocked === undefined ? base : { ...base, blocked }
}

/** Says which bases are left out. */
export function reportBlacklisted(io: Io, blacklisted: readonly string[]): void {
  if (blacklisted.length > 0) io.err(`left out, in trading.blacklist: ${blacklisted.join(', ')}\n`)
}
