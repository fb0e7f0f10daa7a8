import type { FastifyInstance } from 'fastify'
import { isCodeAllowed, listCodeFiles } from '../../definitions/code-trust.js'
import { trustFolder } from '../../workspace/trusted-folders.js'
import type { DashboardContext } from '../dashboard-context.js'
import type { WorkspaceTrust } from './api.js'

/**
 * `GET /api/trust` lists the workspace's code and runs none of it; `POST /api/trust` trusts the folder. Every page shows it as
 * long as there is code that may not run.
 */
export function addTrustRoutes(app: FastifyInstance, context: DashboardContext): void {
  const { directory } = context
  const answer = async (): Promise<WorkspaceTrust> => ({
    trusted: isCodeAllowed(directory),
    folder: directory,
    files: await listCodeFiles(directory),
  })
  app.get('/api/trust', async () => {
    // It may have been trusted from a terminal meanwhile.
    await context.workspace()
    return answer()
  })
  app.post('/api/trust', async () => {
    await trustFolder(directory)
    return answer()
  })
}
