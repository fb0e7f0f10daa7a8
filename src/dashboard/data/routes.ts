import { z } from 'zod'
import type { DashboardPart } from '../http/dashboard-part.js'
import { parseInput } from '../http/parse-input.js'
import type { DataSource } from './data-source.js'

const marketQuery = z.object({ market: z.string().min(1).max(200) })
const asOfQuery = z.object({ at: z.coerce.number('expected epoch milliseconds').int().min(0).max(8e15).optional() })
const baseName = z.string().regex(/^[a-z0-9]{1,20}$/, 'expected short names of bases such as btc')
const updateBody = z.strictObject({
  bases: z.array(baseName).max(200).default([]),
  from: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day such as 2023-08-01')
    .optional(),
})
const importBody = z.strictObject({
  files: z.array(z.string().trim().min(1).max(1000)).min(1, 'expected the path of a file').max(500),
  conflict: z.enum(['refuse', 'stored', 'new']).default('refuse'),
  base: baseName.optional(),
})

/** Jobs that write candles exclude each other. */
const WRITER = 'update'

/** Routes of the data page. An import reads files of this machine: nothing is uploaded. */
export function dataPart(source: DataSource): DashboardPart {
  return {
    id: 'data',
    register(app, { jobs }) {
      app.get('/api/data/overview', () => source.overview())
      app.get('/api/data/quality', ({ query }) => source.quality(parseInput(marketQuery, query).market))
      app.get('/api/data/gaps', ({ query }) => source.gaps(parseInput(marketQuery, query).market))
      app.get('/api/data/black-list', ({ query }) => source.blackList(parseInput(asOfQuery, query).at))
      app.post('/api/data/update', ({ body }) => {
        const { bases, from } = parseInput(updateBody, body)
        const args = [
          'update-history',
          ...(bases.length > 0 ? ['--base', bases.join()] : []),
          ...(from === undefined ? [] : ['--from', from]),
        ]
        return jobs.start({ title: 'update of the data', args, only: WRITER })
      })
      app.post('/api/data/import', ({ body }) => {
        const { files, conflict, base } = parseInput(importBody, body)
        const options = ['--conflict', conflict, ...(base === undefined ? [] : ['--base', base])]
        const title = files.length === 1 ? `import of ${files[0] ?? ''}` : `import of ${files.length} files`
        // After -- no path is taken for an option.
        return jobs.start({ title, args: ['import', ...options, '--', ...files], only: WRITER })
      })
    },
  }
}
