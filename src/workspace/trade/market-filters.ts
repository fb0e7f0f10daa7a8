import { marketOfBase } from '../../config/markets.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import { UserError } from '../../core/errors.js'
import type { TradeOptions } from '../../trading/trade-options.js'
import { blacklistLimits, type BlacklistChecker } from '../data/blacklist-checker.js'

/**
 * Tells why a base that the workspace's blacklist has in a minute is not bought then, by the stored candles from before it. What
 * cannot be judged, because its candles are missing or damaged, is not bought either.
 */
export function blacklistFilter(
  config: WorkspaceConfig,
  checker: BlacklistChecker,
): NonNullable<TradeOptions['buyBlockedReason']> {
  const limits = blacklistLimits(config)
  return async (base, minute) => {
    try {
      const [reason] = await checker(marketOfBase(config, base), minute, limits)
      return reason === undefined ? undefined : `on the blacklist: ${reason}`
    } catch (error) {
      if (error instanceof UserError) return `not judged for the blacklist: ${error.message}`
      throw error
    }
  }
}

/**
 * Tells why one of the bases that are watched for their volume alone is not under watch in a minute: too little of it in the days
 * before, by stored candles. What cannot be judged is not watched.
 */
export function minVolumeFilter(
  config: WorkspaceConfig,
  checker: BlacklistChecker,
  byVolume: readonly string[],
): NonNullable<TradeOptions['unwatchedReason']> {
  const names = new Set(byVolume)
  const limits = {
    ...blacklistLimits(config),
    minDailyQuoteVolume: config.trading.watchDailyQuoteVolume,
    maxNoTradeBreaks: undefined,
  }
  return async (base, minute) => {
    if (!names.has(base)) return undefined
    try {
      const [reason] = await checker(marketOfBase(config, base), minute, limits)
      return reason
    } catch (error) {
      if (error instanceof UserError) return `its volume cannot be judged: ${error.message}`
      throw error
    }
  }
}
