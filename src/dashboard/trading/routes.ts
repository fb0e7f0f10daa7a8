import { join } from 'node:path'
import { z } from 'zod'
import type { DashboardPage } from '../dashboard-page.js'
import { parseInput } from '../http/parse-input.js'
import { readDecisionFeatures, readDecisions, readRun, readRuns, recordControl } from './queries.js'

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

const time = z.string().max(40).regex(/^\d/, 'expected a time such as 2023-10-01')

/** The replays that a page may start: on stored candles, never with money. */
const paperBody = z.strictObject({
  classifier: name.regex(/^[^-]/, 'expected the name of a classifier'),
  from: time.optional(),
  to: time.optional(),
  speed: z
    .string()
    .regex(/^(stepped|\d+(\.\d+)?)$/, 'expected stepped, or how many times faster than real time')
    .optional(),
  buy: z.coerce.number().min(0).max(1).optional(),
  sell: z.coerce.number().min(0).max(1).optional(),
})

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
    app.post('/api/trading/control', async ({ body }) => {
      await recordControl(context, parseInput(controlBody, body))
      return {}
    })
    app.post('/api/trading/paper', ({ body }) => {
      const { classifier, ...options } = parseInput(paperBody, body)
      const args = ['trade', '--classifier', classifier]
      for (const [option, value] of Object.entries(options)) {
        if (value !== undefined) args.push(`--${option}`, String(value))
      }
      const logFile = join(context.directory, LOG_FILE)
      return context.jobs.start({ title: `paper trading on ${classifier}`, args, exclusiveGroup: 'trade', logFile })
    })
  },
}
