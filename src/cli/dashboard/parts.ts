import type { DashboardPart } from '../../server/dashboard-part.js'
import type { DashboardContext } from './dashboard-context.js'

/**
 * The server's side of every page, one line a page: `marketPart(marketSource(context))`. A part is written in
 * `src/server/<page>/` against a port; its source in `src/cli/dashboard/<page>-source.ts` is made out of the workspace.
 */
export function dashboardParts(_context: DashboardContext): readonly DashboardPart[] {
  return []
}
