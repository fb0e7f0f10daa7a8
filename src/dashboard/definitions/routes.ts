import { z } from 'zod'
import type { DashboardPart } from '../http/dashboard-part.js'
import { parseInput } from '../http/parse-input.js'
import type { DefinitionsSource } from './definitions-source.js'

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

/** Routes of the page of features and targets. */
export function definitionsPart(source: DefinitionsSource): DashboardPart {
  return {
    id: 'definitions',
    register(app, { jobs }) {
      app.get('/api/definitions/overview', () => source.overview())
      app.get('/api/definitions/report', ({ query }) => source.report(parseInput(reportQuery, query)))
      app.post('/api/definitions/report', async ({ body }) =>
        jobs.start(await source.reportJob(parseInput(reportQuery, body))),
      )
      app.post('/api/definitions/check', async ({ body }) => {
        const asked = parseInput(checkBody, body)
        return jobs.start(await source.checkJob(asked.kind, asked.id))
      })
    },
  }
}
