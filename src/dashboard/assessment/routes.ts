import { z } from 'zod'
import type { DashboardPart } from '../http/dashboard-part.js'
import { parseInput } from '../http/parse-input.js'
import type { AssessmentSource } from './assessment-source.js'

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

/** Routes of the assessment page, and a topic `assessment:<classifier>:<set>` for each set that is being scored. */
export function assessmentPart(source: AssessmentSource): DashboardPart {
  return {
    id: 'assessment',
    register(app, { events }) {
      app.get('/api/assessment/classifiers', () => source.classifiers())
      app.get('/api/assessment/matrix', ({ query }) => source.matrix(parseInput(setQuery, query)))
      app.get('/api/assessment/cell', ({ query }) => source.cell(parseInput(cellQuery, query)))
      app.get('/api/assessment/trades', ({ query }) =>
        source.trades({ ...parseInput(cellQuery, query), ...parseInput(pageQuery, query) }),
      )
      app.get('/api/assessment/scores', ({ query }) => source.scores(parseInput(baseQuery, query)))
      source.onProgress((progress) => {
        const topic = `assessment:${progress.classifier}:${progress.set}`
        events.publish(topic, progress)
        // Who comes later asks for the figures themselves.
        if (progress.state !== 'scoring') events.forget(topic)
      })
      app.addHook('onClose', () => source.close())
    },
  }
}
