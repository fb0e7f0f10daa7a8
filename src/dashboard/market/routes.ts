import { z } from 'zod'
import type { MarketNews } from './api.js'
import type { DashboardPart, ServerServices } from '../http/dashboard-part.js'
import { parseInput } from '../http/parse-input.js'
import type { MarketSource } from './market-source.js'

/** Most bars of a view. */
const MOST_POINTS = 20_000
/** Pause between two looks for new candles, ms. */
const NEWS_PAUSE = 5000

const name = z.string().min(1).max(200)
const time = z.coerce.number('expected epoch milliseconds').int().min(0).max(8e15)
const threshold = z.coerce.number().min(0).max(1).optional()
const view = {
  base: name,
  from: time,
  to: time,
  points: z.coerce.number().int().min(10).max(MOST_POINTS).default(1500),
}

function viewQuery<Shape extends z.ZodRawShape>(more: Shape) {
  return z.object({ ...view, ...more })
}

const candlesQuery = viewQuery({})
const labelsQuery = viewQuery({ target: name })
const signalsQuery = viewQuery({ classifier: name, buy: threshold, sell: threshold })
const featureQuery = viewQuery({ set: name, column: name })
const atQuery = z.object({ at: time.optional() })
const linesQuery = z.object({ base: name, at: time.optional() })

/** Routes of the market page, and the topic `market`, which tells of new candles. */
export function marketPart(source: MarketSource): DashboardPart {
  return {
    id: 'market',
    register(app, services) {
      app.get('/api/market/overview', () => source.overview())
      app.get('/api/market/figures', ({ query }) => source.figures(parseInput(atQuery, query).at))
      app.get('/api/market/candles', ({ query }) => source.candles(viewIn(candlesQuery, query)))
      app.get('/api/market/lines', ({ query }) => {
        const { base, at } = parseInput(linesQuery, query)
        return source.lines(base, at)
      })
      app.get('/api/market/labels', ({ query }) => {
        const { target, ...rest } = viewIn(labelsQuery, query)
        return source.labels(rest, target)
      })
      app.get('/api/market/signals', ({ query }) => {
        const { classifier, buy, sell, ...rest } = viewIn(signalsQuery, query)
        const asked = { ...(buy === undefined ? {} : { buy }), ...(sell === undefined ? {} : { sell }) }
        return source.signals(rest, classifier, asked)
      })
      app.get('/api/market/feature', ({ query }) => {
        const { set, column, ...rest } = viewIn(featureQuery, query)
        return source.feature(rest, set, column)
      })
      app.post('/api/market/update', () =>
        services.jobs.start({ title: 'update of the data', args: source.update, only: 'update' }),
      )
      const stop = watchNews(source, services)
      app.addHook('onClose', async () => {
        stop()
        await source.close()
      })
    },
  }
}

interface TimeQuery {
  readonly from: number
  readonly to: number
}

function viewIn<Query extends TimeQuery>(schema: z.ZodType<Query>, query: unknown): Query {
  return parseInput(
    schema.refine(({ from, to }) => from < to, { path: ['to'], error: 'expected a time after from' }),
    query,
  )
}

/** Publishes where the candles end, whenever that changes. What goes wrong is told to those who ask themselves. */
function watchNews(source: MarketSource, { events }: ServerServices): () => void {
  let before = ''
  let busy = false
  const look = async (): Promise<void> => {
    if (busy) return
    busy = true
    try {
      const news: MarketNews = await source.news()
      const text = JSON.stringify(news)
      if (text !== before) events.publish('market', news)
      before = text
    } catch {
      // The data may just be moved: the next look finds them.
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void look(), NEWS_PAUSE)
  timer.unref()
  void look()
  return () => clearInterval(timer)
}
