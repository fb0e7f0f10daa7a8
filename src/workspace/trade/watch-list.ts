import type { Position } from '../../bookkeeping/positions.js'
import { marketOfBase, nameOfSymbol } from '../../config/markets.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import type { Calendar } from '../../core/calendar.js'
import { UserError } from '../../core/errors.js'
import { calendarOf } from '../../core/market.js'
import type { TradedBase } from '../../trading/trade-options.js'

export interface WatchList {
  readonly bases: readonly TradedBase[]
  /** Those of `bases` that are under watch only in minutes in which their volume is large enough, unless they are held. */
  readonly byVolume: readonly string[]
  /** Those of `bases` that are held and that the classifier was not trained on: they have no scores. */
  readonly unscored: readonly string[]
  /** Bases left out because of the blacklist. */
  readonly blacklisted: readonly string[]
}

export interface WatchListInputs {
  readonly config: WorkspaceConfig
  /** Bases of the request: then volume plays no part. */
  readonly requestedBases: readonly string[]
  /** Those that the classifier was trained on. */
  readonly trainedBases: readonly string[]
  /** What the account's book holds, by symbol. */
  readonly positions: ReadonlyMap<string, Position>
  /** Whether a base can be traded at all; asked of those that would be watched for their volume alone. */
  readonly isTradable: (name: string) => boolean
}

/**
 * Bases under watch: those of the request, else those of the configuration and, where a volume is configured, the classifier's
 * others as long as they reach it, else those that the classifier was trained on; and always what the account's book still
 * holds, so that it can be sold. Never a blacklisted one. Whether the exchange has their markets is found when trading begins.
 */
export function buildWatchList(inputs: WatchListInputs): WatchList {
  const { config, requestedBases, trainedBases, positions, isTradable } = inputs
  const configured = config.bases.map((base) => base.name)
  const withVolume = requestedBases.length === 0 && config.trading.watchDailyQuoteVolume > 0
  const named = requestedBases.length > 0 ? requestedBases : configured
  const chosen = named.length > 0 || withVolume ? named : trainedBases
  const byVolume = withVolume ? trainedBases.filter((name) => !named.includes(name) && isTradable(name)) : []
  const held = listHeldBases(config, positions)
  const all = [...new Set([...chosen, ...byVolume, ...held])]
  const isAllowed = (name: string): boolean => !config.trading.blacklist.includes(name)
  const names = all.filter(isAllowed)
  if (names.length === 0) throw nothingToTradeError(config, all)
  return {
    bases: names.map((name) => describeTradedBase(config, name)),
    byVolume: byVolume.filter(isAllowed),
    unscored: held.filter((name) => isAllowed(name) && ![...chosen, ...trainedBases].includes(name)),
    blacklisted: all.filter((name) => !isAllowed(name)),
  }
}

function listHeldBases(config: WorkspaceConfig, positions: ReadonlyMap<string, Position>): string[] {
  return [...positions.values()].flatMap(({ symbol, amount }) => {
    const name = amount.gt(0) ? nameOfSymbol(config, symbol) : undefined
    return name === undefined ? [] : [name]
  })
}

function nothingToTradeError(config: WorkspaceConfig, all: readonly string[]): UserError {
  if (all.length === 0) {
    return new UserError(
      `no base is left to trade: none of the classifier's has ${config.trading.watchDailyQuoteVolume} of volume a day to show (trading.watchDailyQuoteVolume); name some as bases: [btc, eth]`,
    )
  }
  return new UserError(
    `no base is left to trade: ${all.join(', ')} ${all.length > 1 ? 'are' : 'is'} in trading.blacklist`,
  )
}

export function describeTradedBase(config: WorkspaceConfig, name: string): TradedBase {
  const base = { name, symbol: marketOfBase(config, name).symbol }
  const configured = config.bases.find((one) => one.name === name)
  const blocked = configured && 'blocked' in configured ? configured.blocked : undefined
  return blocked === undefined ? base : { ...base, blocked }
}

/** When the markets of a workspace are open: they are of one exchange and one type. */
export function calendarOfWatchList(config: WorkspaceConfig, { bases }: WatchList): Calendar {
  return calendarOf(marketOfBase(config, bases[0]?.name ?? ''))
}

/** Tells which bases are left out, and which are watched in their own way. */
export function logWatchList({ blacklisted, byVolume, unscored }: WatchList, log: (line: string) => void): void {
  if (blacklisted.length > 0) log(`left out, in trading.blacklist: ${blacklisted.join(', ')}`)
  if (byVolume.length > 0) log(`watched while their volume is large enough: ${byVolume.join(', ')}`)
  if (unscored.length > 0) {
    log(`held, but not known to the classifier, so only sold at a loss that lasts: ${unscored.join(', ')}`)
  }
}
