import { z } from 'zod'
import type { DashboardPart } from '../http/dashboard-part.js'
import { parseInput } from '../http/parse-input.js'
import type { TradingSource } from './trading-source.js'

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
const wishBody = z.strictObject({ account: name, wish: z.enum(['pause', 'resume', 'kill', 'release']) })

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

/** Routes of the trading page. No route trades with money: `trade --mode live` is for the terminal alone. */
export function tradingPart(source: TradingSource, logFile: string): DashboardPart {
  return {
    id: 'trading',
    register(app, { jobs }) {
      app.get('/api/trading/runs', () => source.runs())
      app.get('/api/trading/run', ({ query }) => {
        const { id, points } = parseInput(runQuery, query)
        return source.run(id, points)
      })
      app.get('/api/trading/decisions', ({ query }) => {
        const { acted, ...rest } = parseInput(decisionsQuery, query)
        return source.decisions({ ...rest, acted: acted === 'true' })
      })
      app.get('/api/trading/features', ({ query }) => source.features(parseInput(featuresQuery, query)))
      app.post('/api/trading/wish', async ({ body }) => {
        await source.wish(parseInput(wishBody, body))
        return {}
      })
      app.post('/api/trading/paper', ({ body }) => {
        const { classifier, ...options } = parseInput(paperBody, body)
        const args = ['trade', '--classifier', classifier]
        for (const [option, value] of Object.entries(options)) {
          if (value !== undefined) args.push(`--${option}`, String(value))
        }
        return jobs.start({ title: `paper trading on ${classifier}`, args, only: 'trade', logFile })
      })
    },
  }
}
