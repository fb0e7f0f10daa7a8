import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src/core/errors.js'
import type { ScoringProgress } from '../../../src/dashboard/assessment/api.js'
import type { AssessmentQueries } from '../../../src/dashboard/assessment/queries.js'
import { addAssessmentRoutes } from '../../../src/dashboard/assessment/routes.js'
import type { DashboardPage } from '../../../src/dashboard/dashboard-page.js'
import { openApp } from '../open-app.js'

const PROGRESS: ScoringProgress = {
  classifier: 'net',
  set: 'test',
  state: 'scoring',
  task: 'predict btc',
  done: 1,
  total: 2,
  unit: 'rows',
  error: null,
}

interface Asked {
  readonly queries: AssessmentQueries
  readonly calls: unknown[]
  readonly tell: (progress: ScoringProgress) => void
  readonly closed: () => boolean
}

function asked(): Asked {
  const calls: unknown[] = []
  let listener: ((progress: ScoringProgress) => void) | undefined
  let closed = false
  const answer = async (query: unknown): Promise<{ state: 'scoring'; progress: ScoringProgress }> => {
    calls.push(query)
    return { state: 'scoring', progress: PROGRESS }
  }
  const queries: AssessmentQueries = {
    classifiers: async () => ({ classifiers: [] }),
    matrix: async () => {
      throw new UserError('the model is damaged')
    },
    cell: answer,
    trades: answer,
    tradesCsv: async (query) => {
      calls.push(query)
      return 'number\n1\n'
    },
    marks: answer,
    scores: answer,
    verdict: answer,
    open: async (query) => void calls.push(query),
    onProgress: (told) => {
      listener = told
    },
    close: async () => {
      closed = true
    },
  }
  return { queries, calls, tell: (progress) => listener?.(progress), closed: () => closed }
}

const BY_PURCHASE = { column: 'number', descending: false }

const pageOf = (queries: AssessmentQueries): DashboardPage => ({
  id: 'assessment',
  title: 'Assessment',
  addRoutes: (app, context) => addAssessmentRoutes(app, context, queries),
})

async function get(queries: AssessmentQueries, path: string): Promise<{ status: number; body: unknown }> {
  const { app } = await openApp([pageOf(queries)])
  const answer = await app.inject({ url: `/api/assessment/${path}`, headers: { host: 'localhost' } })
  return { status: answer.statusCode, body: answer.json<unknown>() }
}

describe('the routes of the assessment page', () => {
  test('ask for a cell of a base, and for a page of its trades', async () => {
    const { queries, calls } = asked()
    await get(queries, 'cell?classifier=net&set=test&buy=0.7&sell=0.8&base=btc&seen=1')
    await get(queries, 'trades?classifier=net&set=test&buy=0.7&sell=0.8&offset=10&limit=5')
    const cell = { buyThreshold: 0.7, sellThreshold: 0.8 }
    expect(calls).toEqual([
      { classifier: 'net', set: 'test', base: 'btc', cell },
      { classifier: 'net', set: 'test', cell, filter: {}, order: BY_PURCHASE, offset: 10, limit: 5 },
    ])
  })

  test('ask for trades by filter, order and exit rule, as a page, as marks and as a file', async () => {
    const { queries, calls } = asked()
    const cell = 'classifier=net&set=test&buy=0.7&sell=0.8&lossMinutes=5'
    const filter = 'only=fil&minGain=-0.01&maxGain=0.02&minMinutes=3&maxMinutes=60&month=2024-03'
    await get(queries, `trades?${cell}&${filter}&sort=-gain&number=7`)
    await get(queries, `trade-marks?${cell}&${filter}&chart=fil&first=0&interval=60000&rows=10`)
    const { app } = await openApp([pageOf(queries)])
    const file = await app.inject({
      url: `/api/assessment/trades.csv?${cell}&${filter}&sort=minutes`,
      headers: { host: 'localhost' },
    })
    expect(file.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="trades-net-test.csv"',
    })
    expect(file.body).toBe('number\n1\n')
    const common = {
      classifier: 'net',
      set: 'test',
      cell: { buyThreshold: 0.7, sellThreshold: 0.8 },
      lossMinutes: 5,
      filter: {
        only: 'fil',
        minGain: -0.01,
        maxGain: 0.02,
        minMinutes: 3,
        maxMinutes: 60,
        month: Date.UTC(2024, 2, 1),
      },
    }
    expect(calls).toEqual([
      { ...common, order: { column: 'gain', descending: true }, offset: 0, limit: 200, number: 7 },
      { ...common, bars: { chart: 'fil', first: 0, interval: 60_000, rows: 10 } },
      { ...common, order: { column: 'minutes', descending: false } },
    ])
  })

  test('open a set by a POST with the token of the page alone', async () => {
    const { queries, calls } = asked()
    const { app, pageToken } = await openApp([pageOf(queries)])
    const post = (headers: object) =>
      app.inject({
        method: 'POST',
        url: '/api/assessment/open',
        headers: { host: 'localhost:8050', ...headers },
        payload: { classifier: 'net', set: 'test' },
      })
    expect((await post({})).statusCode).toBe(403)
    expect(calls).toEqual([])
    expect((await post({ 'x-followupward-token': pageToken })).statusCode).toBe(200)
    expect(calls).toEqual([{ classifier: 'net', set: 'test' }])
  })

  test.each([
    'matrix?classifier=../x&set=test',
    'matrix?classifier=net&set=all',
    'cell?classifier=net&set=test&buy=2&sell=0.8',
    'cell?classifier=net&set=test&buy=0.7',
    'trades?classifier=net&set=test&buy=0.7&sell=0.8&limit=100000',
    'trades?classifier=net&set=test&buy=0.7&sell=0.8&sort=constructor',
    'trades?classifier=net&set=test&buy=0.7&sell=0.8&month=2024-13',
    'trades?classifier=net&set=test&buy=0.7&sell=0.8&minGain=much',
    'matrix?classifier=net&set=test&lossMinutes=-1',
    'trade-marks?classifier=net&set=test&buy=0.7&sell=0.8&chart=fil&first=0&interval=0&rows=5',
    'trades.csv?classifier=net&set=test&buy=0.7',
  ])('refuse %s', async (path) => {
    expect((await get(asked().queries, path)).status).toBe(400)
  })

  test('say what is wrong with a classifier in one line', async () => {
    expect(await get(asked().queries, 'matrix?classifier=net&set=test')).toEqual({
      status: 409,
      body: { error: 'the model is damaged' },
    })
  })

  test('tell how scoring goes to those who look at that set, and close with the server', async () => {
    const { queries, tell, closed } = asked()
    const { app, events } = await openApp([pageOf(queries)])
    const told: string[] = []
    events.subscribe(['assessment:net:test'], ({ data }) => void told.push(data))
    tell(PROGRESS)
    tell({ ...PROGRESS, classifier: 'other' })
    tell({ ...PROGRESS, state: 'ready' })
    expect(told.map((data) => JSON.parse(data) as unknown)).toEqual([PROGRESS, { ...PROGRESS, state: 'ready' }])
    const late: string[] = []
    events.subscribe(['assessment:net:test'], ({ data }) => void late.push(data))
    expect(late).toEqual([])
    await app.close()
    expect(closed()).toBe(true)
  })
})
