import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import type { DashboardPage } from '../dashboard-page.js'
import { parseInput } from '../http/parse-input.js'
import type { JobRequest } from '../jobs/job-runner.js'
import type { StartAction, StartOverview, WorkspaceState } from './api.js'
import { listNextSteps } from './next-steps.js'
import { readWorkspaceState } from './queries.js'

const actionBody = z.strictObject({ action: z.enum(['init', 'demo']) })

/** The page for newcomers. Its buttons make new things only: they never write over what is there. */
export const startPage: DashboardPage = {
  id: 'start',
  title: 'Start',
  addRoutes(app, context) {
    app.get('/api/start', async (): Promise<StartOverview> => {
      const state = await readWorkspaceState(context)
      return { state, steps: listNextSteps(state) }
    })
    app.post('/api/start/run', async ({ body }) => {
      const { action } = parseInput(actionBody, body)
      return context.jobs.start(jobOf(action, await readWorkspaceState(context)))
    })
  },
}

function jobOf(action: StartAction, { configured, empty }: WorkspaceState): JobRequest {
  if (action === 'init') {
    if (configured) throw new UserError('followupward.yaml is here already; edit it')
    return { title: 'a new workspace', useCase: 'init', request: {}, exclusiveGroup: 'start' }
  }
  if (!empty) throw new UserError('this folder is not empty; make the demo in another one')
  return { title: 'the demo', useCase: 'demo', request: { folder: '.' }, exclusiveGroup: 'start' }
}
