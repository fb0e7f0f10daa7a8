import { join } from 'node:path'
import { z } from 'zod'
import type { DashboardPage } from '../dashboard-page.js'
import { parseInput } from '../http/parse-input.js'
import { addFormRoutes } from '../forms/form-routes.js'
import { controlTrader, readDecisionFeatures, readDecisions, readPaperChoices, readRun, readRuns } from './queries.js'

const name = z.string().min(1).max(200)
const runQuery = z.object({ id: name, points: z.coerce.number().int().min(100).max(20_000).default(2000) })
const decisionsQuery = z.object({
  run: name,
  base: name.optional(),
  acted: z.enum(['true', 'false']).default('false'),
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
})
const featuresQuery = z.object({ run: name, base: name, minute: z.coerce.number().int() })
const controlBody = z.strictObject({ account: name, command: z.enum(['pause', 'resume', 'kill', 'release']) })

/** Traders write their log into this file of the workspace. */
const LOG_FILE = 'trading.log'

/** The page of the book. No route trades with money: that is for the terminal alone. */
export const tradingPage: DashboardPage = {
  id: 'trading',
  title: 'Trading',
  addRoutes(app, context) {
    app.get('/api/trading/runs', () => readRuns(context))
    app.get('/api/trading/run', ({ query }) => {
      const { id, points } = parseInput(runQuery, query)
      return readRun(context, id, points)
    })
    app.get('/api/trading/decisions', ({ query }) => {
      const { acted, ...rest } = parseInput(decisionsQuery, query)
      return readDecisions(context, { ...rest, acted: acted === 'true' })
    })
    app.get('/api/trading/features', ({ query }) => readDecisionFeatures(context, parseInput(featuresQuery, query)))
    app.post('/api/trading/control', ({ body }) => controlTrader(context, parseInput(controlBody, body)))
    addFormRoutes(app, context.jobs, {
      path: '/api/trading/paper',
      useCase: 'trade',
      // The mode stays the default, a replay: no other one may be asked for.
      only: ['classifier', 'bases', 'from', 'to', 'speed', 'balance', 'buy', 'sell'],
      knowledge: () => readPaperChoices(context),
      title: ({ classifier }) => `paper trading on ${String(classifier)}`,
      exclusiveGroup: 'trade',
      logFile: join(context.directory, LOG_FILE),
    })
  },
}
