import { marketOfBase } from '../../config/markets.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import { UserError } from '../../core/errors.js'
import type { TradeOptions } from '../../trading/trade-options.js'
import { blackListLimits, type BlackListChecker } from '../data/black-list-checker.js'

/**
 * Why one of the bases that are watched for their volume alone is not under watch in a minute: too little of it in the days
 * before, by stored candles. What cannot be judged is not watched.
 */
export function minVolumeFilter(
  config: WorkspaceConfig,
  judge: BlackListChecker,
  byVolume: readonly string[],
): NonNullable<TradeOptions['unwatchedReason']> {
  const names = new Set(byVolume)
  const limits = {
    ...blackListLimits(config),
    minDailyQuoteVolume: config.trading.watchDailyQuoteVolume,
    maxNoTradeBreaks: undefined,
  }
  return async (base, minute) => {
    if (!names.has(base)) return undefined
    try {
      const [reason] = await judge(marketOfBase(config, base), minute, limits)
      return reason
    } catch (error) {
      if (error instanceof UserError) return `its volume cannot be judged: ${error.message}`
      throw error
    }
  }
}
