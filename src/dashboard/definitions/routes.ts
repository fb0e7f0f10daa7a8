import { z } from 'zod'
import type { DashboardPage } from '../dashboard-page.js'
import { parseInput } from '../http/parse-input.js'
import { openDefinitionQueries } from './queries.js'

/** An id or a base: never something that a command line would take for an option. */
const name = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9]\w*$/, 'expected a name')
const kind = z.enum(['features', 'targets'])
const bases = z
  .string()
  .max(2000)
  .regex(/^[\w,]*$/, 'expected names of bases, comma separated')
  .default('')
  .transform((text) => text.split(',').filter((one) => one !== ''))

const reportQuery = z.strictObject({ kind, id: name, target: name.optional(), bases })
const checkBody = z.strictObject({ kind, id: name })

/** The page of features and targets. */
export const definitionsPage: DashboardPage = {
  id: 'definitions',
  title: 'Features & targets',
  addRoutes(app, context) {
    const queries = openDefinitionQueries(context)
    app.get('/api/definitions/overview', () => queries.overview())
    app.get('/api/definitions/report', ({ query }) => queries.report(parseInput(reportQuery, query)))
    app.post('/api/definitions/report', async ({ body }) =>
      context.jobs.start(await queries.reportJob(parseInput(reportQuery, body))),
    )
    app.post('/api/definitions/check', async ({ body }) => {
      const { kind: definitionKind, id } = parseInput(checkBody, body)
      return context.jobs.start(await queries.checkJob(definitionKind, id))
    })
  },
}
