import { join } from 'node:path'
import { assessmentPart } from './assessment/routes.js'
import type { DashboardPart } from './http/dashboard-part.js'
import { definitionsPart } from './definitions/routes.js'
import { dataPart } from './data/routes.js'
import { startPart } from './start/routes.js'
import { trainingPart } from './training/routes.js'
import { marketPart } from './market/routes.js'
import { tradingPart } from './trading/routes.js'
import { assessmentSource } from './assessment/queries.js'
import type { DashboardContext } from './dashboard-context.js'
import { dataSource } from './data/queries.js'
import { definitionsSource } from './definitions/queries.js'
import { marketSource } from './market/queries.js'
import { startSource } from './start/queries.js'
import { trainingSource } from './training/queries.js'
import { tradingSource } from './trading/queries.js'

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
