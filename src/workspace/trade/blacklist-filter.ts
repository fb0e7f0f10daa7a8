import { marketOfBase } from '../../config/markets.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import { UserError } from '../../core/errors.js'
import type { TradeOptions } from '../../trading/trade-options.js'
import { blackListLimits, type BlackListChecker } from '../data/black-list-checker.js'

/**
 * Bars what the workspace's black list has in a minute, by the stored candles from before it. What cannot be judged, because
 * its candles are missing or damaged, is barred too.
 */
export function blacklistFilter(
  config: WorkspaceConfig,
  judge: BlackListChecker,
): NonNullable<TradeOptions['buyBlockedReason']> {
  const limits = blackListLimits(config)
  return async (base, minute) => {
    try {
      const [reason] = await judge(marketOfBase(config, base), minute, limits)
      return reason === undefined ? undefined : `on the black list: ${reason}`
    } catch (error) {
      if (error instanceof UserError) return `not judged for the black list: ${error.message}`
      throw error
    }
  }
}
