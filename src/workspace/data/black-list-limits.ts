import type { WorkspaceConfig } from '../../config/schema.js'
import type { BlackListLimits } from '../../ohlcv/black-list.js'

export function blackListLimits({ blackList, gaps }: Pick<WorkspaceConfig, 'blackList' | 'gaps'>): BlackListLimits {
  return { ...blackList, noTradeBreakMinutes: gaps.noTradeBreakMinutes }
}
