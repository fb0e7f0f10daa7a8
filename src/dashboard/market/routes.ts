import { z } from 'zod'
import type { MarketEnds } from './api.js'
import type { DashboardContext } from '../dashboard-context.js'
import type { DashboardPage } from '../dashboard-page.js'
import { CANDLE_WRITERS, UPDATE_TITLE } from '../data/routes.js'
import { parseInput } from '../http/parse-input.js'
import { openMarketQueries, type MarketQueries } from './queries.js'

/** Bars of a view at most. */
const MAX_POINTS = 20_000
/** Ms between two looks for new candles. */
const ENDS_PAUSE = 5000

const name = z.string().min(1).max(200)
const time = z.coerce.number('expected epoch milliseconds').int().min(0).max(8e15)
const threshold = z.coerce.number().min(0).max(1).optional()
const view = {
  base: name,
  from: time,
  to: time,
  points: z.coerce.number().int().min(10).max(MAX_POINTS).default(1500),
}

function viewQueryWith<Shape extends z.ZodRawShape>(more: Shape) {
  return z.object({ ...view, ...more })
}

const candlesQuery = viewQueryWith({})
const labelsQuery = viewQueryWith({ target: name })
const signalsQuery = viewQueryWith({ classifier: name, buy: threshold, sell: threshold })
const featureQuery = viewQueryWith({ set: name, column: name })
const atQuery = z.object({ at: time.optional() })
const linesQuery = z.object({ base: name, at: time.optional() })

/** The page of candles, and the topic `market`, which tells of new ones. */
export const marketPage: DashboardPage = {
  id: 'market',
  title: 'Market',
  addRoutes(app, context) {
    const queries = openMarketQueries(context)
    app.get('/api/market/overview', () => queries.overview())
    app.get('/api/market/figures', ({ query }) => queries.figures(parseInput(atQuery, query).at))
    app.get('/api/market/candles', ({ query }) => queries.candles(parseView(candlesQuery, query)))
    app.get('/api/market/lines', ({ query }) => {
      const { base, at } = parseInput(linesQuery, query)
      return queries.lines(base, at)
    })
    app.get('/api/market/labels', ({ query }) => {
      const { target, ...view } = parseView(labelsQuery, query)
      return queries.labels(view, target)
    })
    app.get('/api/market/signals', ({ query }) => {
      const { classifier, buy, sell, ...view } = parseView(signalsQuery, query)
      const thresholds = { ...(buy === undefined ? {} : { buy }), ...(sell === undefined ? {} : { sell }) }
      return queries.signals(view, classifier, thresholds)
    })
    app.get('/api/market/feature', ({ query }) => {
      const { set, column, ...view } = parseView(featureQuery, query)
      return queries.feature(view, set, column)
    })
    app.post('/api/market/update', () =>
      context.jobs.start({
        title: UPDATE_TITLE,
        useCase: 'data.update',
        request: {},
        exclusiveGroup: CANDLE_WRITERS,
      }),
    )
    const stop = watchEnds(queries, context)
    app.addHook('onClose', async () => {
      stop()
      await queries.close()
    })
  },
}

interface TimeQuery {
  readonly from: number
  readonly to: number
}

function parseView<Query extends TimeQuery>(schema: z.ZodType<Query>, query: unknown): Query {
  return parseInput(
    schema.refine(({ from, to }) => from < to, { path: ['to'], error: 'expected a time after from' }),
    query,
  )
}

/** Publishes where the candles end, whenever that changes. What goes wrong is told to those who ask themselves. */
function watchEnds(queries: MarketQueries, { events }: DashboardContext): () => void {
  let before = ''
  let isBusy = false
  const look = async (): Promise<void> => {
    if (isBusy) return
    isBusy = true
    try {
      const ends: MarketEnds = await queries.ends()
      const text = JSON.stringify(ends)
      if (text !== before) events.publish('market', ends)
      before = text
    } catch {
      // The data may just be moved: the next look finds them.
    } finally {
      isBusy = false
    }
  }
  const timer = setInterval(() => void look(), ENDS_PAUSE)
  timer.unref()
  void look()
  return () => clearInterval(timer)
}
