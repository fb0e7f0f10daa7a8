import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import type { StartAction, StartOverview, WorkspaceState } from './api.js'
import type { DashboardPart } from '../http/dashboard-part.js'
import type { JobRequest } from '../jobs/job-runner.js'
import { parseInput } from '../http/parse-input.js'
import { nextSteps } from './next-steps.js'
import type { StartSource } from './start-source.js'

const actionBody = z.strictObject({ action: z.enum(['init', 'demo']) })

/** Routes of the start page. Its buttons make new things only: they never write over what is there. */
export function startPart(source: StartSource): DashboardPart {
  return {
    id: 'start',
    register(app, { jobs }) {
      app.get('/api/start', async (): Promise<StartOverview> => {
        const state = await source.state()
        return { state, steps: nextSteps(state) }
      })
      app.post('/api/start/run', async ({ body }) => {
        const { action } = parseInput(actionBody, body)
        return jobs.start(requestOf(action, await source.state()))
      })
    },
  }
}

function requestOf(action: StartAction, { configured, empty }: WorkspaceState): JobRequest {
  if (action === 'init') {
    if (configured) throw new UserError('followupward.yaml is here already; edit it')
    return { title: 'a new workspace', args: ['init'], only: 'start' }
  }
  if (!empty) throw new UserError('this folder is not empty; make the demo beside it with: followupward demo')
  return { title: 'the demo', args: ['demo', '--folder', '.'], only: 'start' }
}
