import { z } from 'zod'
import type { FastifyInstance } from 'fastify'
import type { DashboardContext } from '../dashboard-context.js'
import type { DashboardPage } from '../dashboard-page.js'
import { parseInput } from '../http/parse-input.js'
import { openAssessmentQueries, type AssessmentQueries } from './queries.js'

const name = z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'expected the name of a classifier')
const threshold = z.coerce.number('expected a threshold').min(0).max(1)

const setQuery = z.object({
  classifier: name,
  set: z.enum(['training', 'validation', 'test'], 'expected training, validation or test'),
})
const baseQuery = z.object({ ...setQuery.shape, base: z.string().min(1).max(40).optional() })
const cellQuery = z
  .object({ ...baseQuery.shape, buy: threshold, sell: threshold })
  .transform(({ buy, sell, ...rest }) => ({ ...rest, cell: { buyThreshold: buy, sellThreshold: sell } }))
const pageQuery = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(2000).default(200),
})

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
  app.get('/api/assessment/matrix', ({ query }) => queries.matrix(parseInput(setQuery, query)))
  app.get('/api/assessment/cell', ({ query }) => queries.cell(parseInput(cellQuery, query)))
  app.get('/api/assessment/trades', ({ query }) =>
    queries.trades({ ...parseInput(cellQuery, query), ...parseInput(pageQuery, query) }),
  )
  app.get('/api/assessment/scores', ({ query }) => queries.scores(parseInput(baseQuery, query)))
  queries.onProgress((progress) => {
    const topic = `assessment:${progress.classifier}:${progress.set}`
    events.publish(topic, progress)
    // Who comes later asks for the figures themselves.
    if (progress.state !== 'scoring') events.forget(topic)
  })
  app.addHook('onClose', () => queries.close())
}
