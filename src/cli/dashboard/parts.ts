import { join } from 'node:path'
import { assessmentPart } from '../../server/assessment/assessment-part.js'
import type { DashboardPart } from '../../server/dashboard-part.js'
import { definitionsPart } from '../../server/definitions/definitions-part.js'
import { dataPart } from '../../server/data/data-part.js'
import { startPart } from '../../server/start/start-part.js'
import { trainingPart } from '../../server/training/training-part.js'
import { marketPart } from '../../server/market/market-part.js'
import { tradingPart } from '../../server/trading/trading-part.js'
import { assessmentSource } from './assessment-source.js'
import type { DashboardContext } from './dashboard-context.js'
import { dataSource } from './data-source.js'
import { definitionsSource } from './definitions-source.js'
import { marketSource } from './market-source.js'
import { startSource } from './start-source.js'
import { trainingSource } from './training-source.js'
import { tradingSource } from './trading-source.js'

/**
 * The server's side of every page, one line a page: `marketPart(marketSource(context))`. A part is written in
 * `src/server/<page>/` against a port; its source in `src/cli/dashboard/<page>-source.ts` is made out of the workspace.
 */
export function dashboardParts(context: DashboardContext): readonly DashboardPart[] {
  return [
    startPart(startSource(context)),
    dataPart(dataSource(context)),
    marketPart(marketSource(context)),
    definitionsPart(definitionsSource(context)),
    trainingPart(trainingSource(context)),
    assessmentPart(assessmentSource(context)),
    tradingPart(tradingSource(context), join(context.directory, 'trading.log')),
  ]
}
