import { z } from 'zod'
import type { DashboardPage } from '../dashboard-page.js'
import { addFormRoutes } from '../forms/form-routes.js'
import { parseInput } from '../http/parse-input.js'
import { createGapsResponse, createQualityResponse } from './quality-responses.js'
import { openQualityReader, readBlacklist, readDataOverview } from './queries.js'

const marketQuery = z.object({ market: z.string().min(1).max(200) })
const asOfQuery = z.object({ at: z.coerce.number('expected epoch milliseconds').int().min(0).max(8e15).optional() })
/** Jobs that write candles exclude each other. */
export const CANDLE_WRITERS = 'candles'

export const UPDATE_TITLE = 'update of the data'

/** The page of what is stored. An import reads files of this machine: nothing is uploaded. */
export const dataPage: DashboardPage = {
  id: 'data',
  title: 'Data',
  addRoutes(app, context) {
    const readQuality = openQualityReader(context)
    app.get('/api/data/overview', async () => readDataOverview(await context.workspace()))
    app.get('/api/data/quality', async ({ query }) => {
      const { market } = parseInput(marketQuery, query)
      return createQualityResponse(market, await readQuality(market))
    })
    app.get('/api/data/gaps', async ({ query }) => {
      const { market } = parseInput(marketQuery, query)
      return createGapsResponse(market, await readQuality(market))
    })
    app.get('/api/data/blacklist', async ({ query }) => {
      const { at } = parseInput(asOfQuery, query)
      return readBlacklist(await context.workspace(), at)
    })
    addFormRoutes(app, context.jobs, {
      path: '/api/data/update',
      useCase: 'data.update',
      title: () => UPDATE_TITLE,
      exclusiveGroup: CANDLE_WRITERS,
    })
    addFormRoutes(app, context.jobs, {
      path: '/api/data/import',
      useCase: 'data.import',
      title: ({ files }) => importTitle(Array.isArray(files) ? files.map(String) : []),
      exclusiveGroup: CANDLE_WRITERS,
    })
  },
}

function importTitle(files: readonly string[]): string {
  return files.length === 1 ? `import of ${files[0] ?? ''}` : `import of ${files.length} files`
}
