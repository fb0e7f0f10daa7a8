import { z } from 'zod'
import type { FastifyInstance } from 'fastify'
import type { DashboardContext } from '../dashboard-context.js'
import type { DashboardPage } from '../dashboard-page.js'
import { parseInput } from '../http/parse-input.js'
import { TRADE_COLUMNS } from '../../assessment/view/trade-list.js'
import { openAssessmentQueries, type AssessmentQueries } from './queries.js'

const name = z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'expected the name of a classifier')
const threshold = z.coerce.number('expected a threshold').min(0).max(1)

const setQuery = z.object({
  classifier: name,
  set: z.enum(['training', 'validation', 'test'], 'expected training, validation or test'),
})
const baseName = z.string().min(1).max(40)
const exits = { lossMinutes: z.coerce.number('expected minutes').int().min(0).max(100_000).optional() }
const matrixQuery = z.object({ ...setQuery.shape, ...exits })
const baseQuery = z.object({ ...setQuery.shape, base: baseName.optional() })
const cellShape = { ...baseQuery.shape, ...exits, buy: threshold, sell: threshold }
const cellQuery = z.object(cellShape).transform(toCell)
const verdictQuery = z.object({ ...matrixQuery.shape, buy: threshold, sell: threshold }).transform(toCell)

const limit = z.coerce.number('expected a number').optional()
const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'expected a month such as 2024-03')
  .transform((text) => Date.parse(`${text}-01T00:00:00Z`))
const filter = { only: baseName, minGain: limit, maxGain: limit, minMinutes: limit, maxMinutes: limit, month }
const filterQuery = z.object(filter).partial()
const filteredQuery = z.object({ ...cellShape, ...filterQuery.shape }).transform(toFiltered)
const sort = z
  .string()
  .default('number')
  .transform((text) => ({ column: text.replace(/^-/, ''), descending: text.startsWith('-') }))
  .pipe(z.object({ column: z.enum(TRADE_COLUMNS, 'expected a column'), descending: z.boolean() }))
const orderQuery = z.object({ sort }).transform(({ sort: order }) => ({ order }))
const pageQuery = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(2000).default(200),
  number: z.coerce.number().int().min(1).optional(),
})
const barsQuery = z.object({
  chart: baseName,
  first: z.coerce.number('expected epoch milliseconds').int(),
  interval: z.coerce.number('expected milliseconds').int().min(1),
  rows: z.coerce.number('expected a number of bars').int().min(1).max(20_000),
})

function toCell<Query extends { readonly buy: number; readonly sell: number }>({ buy, sell, ...rest }: Query) {
  return { ...rest, cell: { buyThreshold: buy, sellThreshold: sell } }
}

type FilteredQueryInput = z.output<typeof filterQuery> & { readonly buy: number; readonly sell: number }

function toFiltered<Query extends FilteredQueryInput>(query: Query) {
  const { only, minGain, maxGain, minMinutes, maxMinutes, month: sold, ...rest } = query
  return { ...toCell(rest), filter: { only, minGain, maxGain, minMinutes, maxMinutes, month: sold } }
}

/** The page of gains by thresholds. */
export const assessmentPage: DashboardPage = {
  id: 'assessment',
  title: 'Assessment',
  addRoutes: (app, context) => addAssessmentRoutes(app, context, openAssessmentQueries(context)),
}

/** Adds the routes, and publishes a topic `assessment:<classifier>:<set>` for each set that is being scored. */
export function addAssessmentRoutes(
  app: FastifyInstance,
  { events }: Pick<DashboardContext, 'events'>,
  queries: AssessmentQueries,
): void {
  app.get('/api/assessment/classifiers', () => queries.classifiers())
  app.get('/api/assessment/matrix', ({ query }) => queries.matrix(parseInput(matrixQuery, query)))
  app.get('/api/assessment/cell', ({ query }) => queries.cell(parseInput(cellQuery, query)))
  app.get('/api/assessment/trades', ({ query }) =>
    queries.trades({
      ...parseInput(filteredQuery, query),
      ...parseInput(orderQuery, query),
      ...parseInput(pageQuery, query),
    }),
  )
  app.get('/api/assessment/trades.csv', async ({ query }, reply) => {
    const request = { ...parseInput(filteredQuery, query), ...parseInput(orderQuery, query) }
    const text = await queries.tradesCsv(request)
    const file = `trades-${request.classifier}-${request.set}.csv`
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${file}"`)
      .send(text)
  })
  app.get('/api/assessment/trade-marks', ({ query }) =>
    queries.marks({ ...parseInput(filteredQuery, query), bars: parseInput(barsQuery, query) }),
  )
  app.get('/api/assessment/scores', ({ query }) => queries.scores(parseInput(baseQuery, query)))
  app.get('/api/assessment/verdict', ({ query }) => queries.verdict(parseInput(verdictQuery, query)))
  app.post('/api/assessment/open', async ({ body }) => {
    await queries.open(parseInput(setQuery, body))
    return {}
  })
  queries.onProgress((progress) => {
    const topic = `assessment:${progress.classifier}:${progress.set}`
    events.publish(topic, progress)
    // Who comes later asks for the figures themselves.
    if (progress.state !== 'scoring') events.forget(topic)
  })
  app.addHook('onClose', () => queries.close())
}
