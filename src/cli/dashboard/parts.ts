import { join } from 'node:path'
import type { DashboardPart } from '../../server/dashboard-part.js'
import { trainingPart } from '../../server/training/training-part.js'
import { marketPart } from '../../server/market/market-part.js'
import { tradingPart } from '../../server/trading/trading-part.js'
import type { DashboardContext } from './dashboard-context.js'
import { marketSource } from './market-source.js'
import { trainingSource } from './training-source.js'
import { tradingSource } from './trading-source.js'

/**
 * The server's side of every page, one line a page: `marketPart(marketSource(context))`. A part is written in
 * `src/server/<page>/` against a port; its source in `src/cli/dashboard/<page>-source.ts` is made out of the workspace.
 */
export function dashboardParts(context: DashboardContext): readonly DashboardPart[] {
  return [
    marketPart(marketSource(context)),
    trainingPart(trainingSource(context)),
    tradingPart(tradingSource(context), join(context.directory, 'trading.log')),
  ]
}
