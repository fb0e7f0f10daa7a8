import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sliceCandles, type Candles } from '../../../src/core/candles.js'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.js'
import F2cond20 from '../../../src/features/catalog/F2cond20.js'
import F1agg110 from '../../../src/features/catalog/F1agg110.js'
import { simulateCandles, toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import type {
  CandleView,
  FeatureView,
  FigureTable,
  LabelView,
  LinesView,
  MarketOverview,
} from '../../../src/dashboard/market/api.js'
import { marketPage } from '../../../src/dashboard/market/routes.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import T10up5low30min from '../../../src/targets/catalog/T10up5low30min.js'
import { startedJobs } from '../jobs/fake-spawn.js'
import { allowCode } from '../../../src/definitions/code-trust.js'
import { openApp, type OpenApp } from '../open-app.js'
import { openContext } from '../open-app.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { float32Of, float64Of, int32Of } from '../../../web/reports/packed.js'

const START = Date.UTC(2024, 0, 25)
const ROWS = 20 * 1440
const END = START + ROWS * MINUTE

type Query = Readonly<Record<string, string | number>>

interface Page extends OpenApp {
  readonly folder: string
  get<T>(path: string, query?: Query): Promise<T>
  /** Status and what an answer without a type says. */
  ask(path: string, query?: Query): Promise<{ status: number; error: unknown }>
}

/** The market page's server over a new workspace: its folder may be changed while it runs. */
async function openMarket(prepare: (folder: string) => Promise<void> = fill): Promise<Page> {
  const folder = await temporaryFolder()
  await prepare(folder)
  const opened = await openApp([marketPage], { context: openContext(folder) })
  const inject = (path: string, query: Query = {}) =>
    opened.app.inject({ url: `/api/market/${path}`, query: textsOf(query), headers: { host: 'localhost' } })
  return {
    ...opened,
    folder,
    get: async <T>(path: string, query?: Query) => {
      const response = await inject(path, query)
      expect(response.statusCode, response.body).toBe(200)
      return response.json<T>()
    },
    ask: async (path, query) => {
      const response = await inject(path, query)
      const body: unknown = response.json()
      const error = typeof body === 'object' && body && 'error' in body ? body.error : undefined
      return { status: response.statusCode, error }
    },
  }
}

function textsOf(query: Query): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]))
}

const sumOf = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
const candlesOf = (base: string): Candles => simulateCandles('market', { seed: 5, from: START, rows: ROWS, base })

/** A workspace of two bases, of which `two` lacks some hours, and one without candles. */
async function fill(folder: string): Promise<void> {
  await writeFile(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\nbases: [one, two, none]\n')
  const store = openCandleStore(join(folder, 'data'))
  await store.merge(toSimulatedMarket('one', 'USDT'), candlesOf('one'))
  const two = candlesOf('two')
  await store.merge(toSimulatedMarket('two', 'USDT'), sliceCandles(two, 0, 3000))
  await store.merge(toSimulatedMarket('two', 'USDT'), sliceCandles(two, 3200, ROWS - 3200))
}

/** Days of the base `one` that were never imported, from the first to the begin of the day after them. */
const MISSING = [6, 10] as const

function openGapped(): Promise<Page> {
  return openMarket(async (folder) => {
    await writeFile(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\nbases: [one]\n')
    const store = openCandleStore(join(folder, 'data'))
    const one = candlesOf('one')
    const [from, to] = MISSING
    await store.merge(toSimulatedMarket('one', 'USDT'), sliceCandles(one, 0, from * 1440))
    await store.merge(toSimulatedMarket('one', 'USDT'), sliceCandles(one, to * 1440, ROWS - to * 1440))
  })
}

describe('minutes that were never imported', () => {
  const from = START + MISSING[0] * DAY
  const to = START + MISSING[1] * DAY

  test.each(['15T_0_D', '15T_3_D'])('have no value of %s, and the minutes around them have', async (column) => {
    const page = await openGapped()
    const range = { from: from - 2 * HOUR, to: to + 2 * HOUR, points: 20_000 }
    const view = await page.get<FeatureView>('feature', { base: 'one', set: 'F1agg110', column, ...range })
    const last = float32Of(view.last)
    const isKnown = (time: number): boolean => !Number.isNaN(last[(time - view.first) / view.interval] ?? Number.NaN)
    const bars = Array.from({ length: view.rows }, (_, row) => view.first + row * view.interval)
    const inside = bars.filter((time) => time >= from && time + view.interval <= to)
    expect(inside.length).toBeGreaterThan(100)
    expect(inside.filter(isKnown)).toEqual([])
    expect(isKnown(from - 2 * view.interval)).toBe(true)
    expect(isKnown(to + HOUR)).toBe(true)
  })
})

describe('the market of a workspace', () => {
  test('lists bases, definitions and what is wrong with a base', async () => {
    const page = await openMarket()
    const overview = await page.get<MarketOverview>('overview')
    expect(overview.bases.map(({ name, range }) => [name, range])).toEqual([
      ['one', { from: START, to: END }],
      ['two', { from: START, to: END }],
      ['none', null],
    ])
    expect(overview.bases[2]?.error).toContain('no candles of base none')
    expect(overview.targets.map(({ id }) => id)).toContain('T10up5low30min')
    expect(overview.featureSets.find(({ id }) => id === 'F1agg110')?.columns).toHaveLength(110)
    expect(overview.classifiers).toEqual([])
  })

  test('gives candles as they are stored, and coarser ones that keep extremes and volume', async () => {
    const page = await openMarket()
    const stored = candlesOf('one')
    const minutes = await page.get<CandleView>('candles', {
      base: 'one',
      from: START,
      to: START + 4 * HOUR,
      points: 300,
    })
    expect([minutes.interval, minutes.first, minutes.rows]).toEqual([MINUTE, START, 240])
    expect(float64Of(minutes.high)).toEqual(stored.high.slice(0, 240))
    const all = await page.get<CandleView>('candles', { base: 'one', from: START, to: END, points: 100 })
    expect(all.rows).toBeLessThanOrEqual(100)
    expect(Math.max(...float64Of(all.high))).toBe(Math.max(...stored.high))
    expect(Math.min(...float64Of(all.low))).toBe(Math.min(...stored.low))
    expect(sumOf(float64Of(all.volume))).toBeCloseTo(sumOf(stored.volume), 3)
  })

  test('gives the same bars whatever part of the time is asked for', async () => {
    const page = await openMarket()
    const ask = (from: number, to: number): Promise<CandleView> =>
      page.get('candles', { base: 'one', from, to, points: Math.ceil((to - from) / (15 * MINUTE)) + 1 })
    const all = await ask(START, END)
    // Across the border of a month, beginning inside a bar.
    const part = await ask(START + 6 * DAY + 7 * MINUTE, START + 8 * DAY)
    expect(part.interval).toBe(all.interval)
    const shift = (part.first - all.first) / all.interval
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
      expect(float64Of(part[name])).toEqual(float64Of(all[name]).slice(shift, shift + part.rows))
    }
  })

  test('tells gaps, and has no bars in them', async () => {
    const page = await openMarket()
    const query = { base: 'two', from: START + 2 * DAY, to: START + 3 * DAY, points: 2000 }
    const view = await page.get<CandleView>('candles', query)
    const gap = { from: START + 3000 * MINUTE, to: START + 3200 * MINUTE }
    expect(view.gaps).toEqual([gap])
    const close = float64Of(view.close)
    const row = (gap.from - view.first) / MINUTE
    expect([close[row - 1], close[row], close[row + 199], close[row + 200]].map(Number.isNaN)).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  test('has new candles at once, and tells of them', async () => {
    const page = await openMarket()
    const query = { base: 'one', from: END - HOUR, to: END + HOUR, points: 300 }
    expect((await page.get<CandleView>('candles', query)).rows).toBe(60)
    const more = simulateCandles('market', { seed: 5, from: START, rows: ROWS + 3, base: 'one' })
    const store = openCandleStore(join(page.folder, 'data'))
    await store.write(toSimulatedMarket('one', 'USDT'), (writer) => writer.append(sliceCandles(more, ROWS, 3)))
    const after = await page.get<CandleView>('candles', query)
    expect(after.rows).toBe(63)
    expect(float64Of(after.close).at(-1)).toBe(more.close.at(-1))
  })

  test('tells how the bases stand now, and how they stood in a minute', async () => {
    const page = await openMarket()
    const now = await page.get<FigureTable>('figures')
    expect(now.rows.map(({ base, time }) => [base, time])).toEqual([
      ['one', END - MINUTE],
      ['two', END - MINUTE],
      ['none', null],
    ])
    expect(now.rows[0]?.values.every((value) => typeof value === 'number')).toBe(true)
    expect(now.columns[0]?.limits).toEqual({ buy: 8, sell: -3 })
    const early = await page.get<FigureTable>('figures', { at: START + 2 * HOUR + 30_000 })
    const [one] = early.rows
    expect(one?.time).toBe(START + 2 * HOUR)
    expect(one?.close).toBe(candlesOf('one').close[120])
    expect(one?.values.slice(0, 7).map((value) => value === null)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      true,
    ])
    expect((await page.get<FigureTable>('figures', { at: START - DAY })).rows[0]?.time).toBeNull()
  })

  test('tells no figures of an outage, and from when on there are none', async () => {
    const page = await openMarket()
    const rowOf = async (minute: number) =>
      (await page.get<FigureTable>('figures', { at: START + minute * MINUTE })).rows.find(({ base }) => base === 'two')
    const inside = await rowOf(3100)
    expect([inside?.time, inside?.missingSince, inside?.close]).toEqual([
      START + 3100 * MINUTE,
      START + 3000 * MINUTE,
      null,
    ])
    expect(new Set(inside?.values)).toEqual(new Set([null]))
    const begin = await rowOf(3006)
    expect(begin?.missingSince).toBe(START + 3000 * MINUTE)
    expect(begin?.close).toBe(candlesOf('two').close[2999])
    expect(begin?.values.slice(0, 2).map((value) => value === null)).toEqual([true, false])
    expect((await rowOf(3250))?.missingSince).toBeNull()
  })

  test('draws no lines and tells no price in an outage, and from when on there are none', async () => {
    const page = await openMarket()
    const linesAt = (minute: number) => page.get<LinesView>('lines', { base: 'two', at: START + minute * MINUTE })
    const since = START + 3000 * MINUTE
    expect(await linesAt(3100)).toMatchObject({
      time: START + 3100 * MINUTE,
      close: null,
      missingSince: since,
      lines: [],
    })
    const begin = await linesAt(3006)
    expect(begin).toMatchObject({ close: candlesOf('two').close[2999], missingSince: since })
    expect(begin.lines.length).toBe(5)
    expect(await linesAt(3250)).toMatchObject({ close: candlesOf('two').close[3250], missingSince: null })
  })

  test('brings the data up to date by a job, one at a time, and tells where candles end', async () => {
    const page = await openMarket()
    const headers = { host: 'localhost', 'x-followupward-token': page.pageToken }
    const update = () => page.app.inject({ method: 'POST', url: '/api/market/update', headers, payload: {} })
    expect([(await update()).statusCode, (await update()).statusCode]).toEqual([200, 409])
    expect(startedJobs(page.spawned.runs)).toEqual([['data.update', {}]])
    const heard: unknown[] = []
    await expect
      .poll(() => {
        page.events.subscribe(['market'], ({ data }) => void heard.push(JSON.parse(data)))()
        return heard.at(-1)
      })
      .toEqual({ ends: { one: END, two: END } })
  })

  test('takes the limits of the gains from the configuration', async () => {
    const page = await openMarket(async (folder) => {
      await fill(folder)
      await appendFile(join(folder, 'followupward.yaml'), 'dashboard: { gainLimits: { 5m: { buy: 9 } } }\n')
    })
    const { columns } = await page.get<FigureTable>('figures')
    expect(columns.slice(0, 2).map(({ limits }) => limits)).toEqual([
      { buy: 9, sell: -3 },
      { buy: 4, sell: -2 },
    ])
  })

  test('draws lines to the minute that is looked at', async () => {
    const page = await openMarket()
    const { time, lines } = await page.get<LinesView>('lines', { base: 'one', at: START + 3 * HOUR })
    expect(time).toBe(START + 3 * HOUR)
    expect(lines.map(({ title, from, to }) => [title, (to - from) / MINUTE])).toEqual([
      ['2h', 119],
      ['1h', 59],
      ['30m', 29],
      ['15m', 14],
    ])
  })
})

describe('what is drawn over the candles', () => {
  const day = { base: 'one', from: START + 12 * DAY, to: START + 13 * DAY }

  test('labels are those of the target, counted in each bar; the last ones are left open', async () => {
    const page = await openMarket()
    const labels = T10up5low30min.compute(candlesOf('one')).columns.get('target') ?? new Uint8Array()
    const of = (from: number, minutes: number, kind: number): number =>
      labels.slice((from - START) / MINUTE - 1, (from - START) / MINUTE - 1 + minutes).filter((label) => label === kind)
        .length
    const view = await page.get<LabelView>('labels', { ...day, target: 'T10up5low30min', points: 150 })
    expect([view.interval, view.rows]).toEqual([10 * MINUTE, 144])
    view.counts.forEach((packed, kind) => {
      const plain = Array.from({ length: 144 }, (_, bar) => of(day.from + bar * 10 * MINUTE, 10, kind))
      expect([...int32Of(packed)]).toEqual(plain)
    })
    const end = { base: 'one', from: END - HOUR, to: END, points: 300 }
    const last = await page.get<LabelView>('labels', { ...end, target: 'T10up5low30min' })
    expect(last.counts.reduce((sum, counts) => sum + int32Of(counts).reduce((a, b) => a + b), 0)).toBe(60 - 28)
    expect(last.notes.join()).toContain('28 minutes ahead')
  })

  test('features are those of the set, lagged ones too, whatever was asked for before', async () => {
    const page = await openMarket()
    const candles = candlesOf('one')
    const first = (day.from - START) / MINUTE
    const ask = (set: string, column: string, more = {}): Promise<FeatureView> =>
      page.get('feature', { ...day, points: 2000, set, column, ...more })
    const gain = F2cond20.compute(candles).columns.get('gain4h') ?? new Float32Array()
    const offset = first - (ROWS - gain.length)
    const view = await ask('F2cond20', 'gain4h')
    expect(float32Of(view.last)).toEqual(gain.slice(offset, offset + 1440))
    expect(
      float32Of((await ask('F2cond20', 'gain4h', { to: day.to + 2 * DAY, points: 5000 })).last).slice(0, 1440),
    ).toEqual(gain.slice(offset, offset + 1440))
    const stored = F1agg110.compute(candles).columns.get('15T_D') ?? new Float32Array()
    const lagged = first - (ROWS - stored.length) - 3 * 15
    expect(float32Of((await ask('F1agg110', '15T_3_D')).last)).toEqual(stored.slice(lagged, lagged + 1440))
  })

  test('where a feature has no history yet the view says so', async () => {
    const page = await openMarket()
    const query = { base: 'one', from: START, to: START + DAY, set: 'F2cond20', column: 'gain4h' }
    const view = await page.get<FeatureView>('feature', query)
    expect(float32Of(view.last).every(Number.isNaN)).toBe(true)
    expect(view.notes.join()).toContain('not enough candles before')
  })
})

describe('bad input', () => {
  test('is refused with a line that says what is wrong', async () => {
    const page = await openMarket()
    const view = { base: 'one', from: START, to: END }
    const answers = await Promise.all([
      page.ask('candles', { ...view, base: 'three' }),
      page.ask('candles', { ...view, base: 'none' }),
      page.ask('candles', { ...view, from: END + DAY, to: END + 2 * DAY }),
      page.ask('candles', { ...view, to: START }),
      page.ask('candles', { ...view, points: 20_001 }),
      page.ask('labels', { ...view, target: 'T11' }),
      page.ask('labels', { ...view, to: START + 41 * DAY, target: 'T10up5low30min' }),
      page.ask('signals', { ...view, classifier: '../../etc' }),
      page.ask('feature', { ...view, set: 'F2cond20', column: 'gain5h' }),
      page.ask('lines', { base: 'one', at: START - MINUTE }),
      page.ask('lines', { base: 'one', at: END }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 400, 400, 409, 400, 404, 409, 404, 404])
    expect(answers.map(({ error }) => String(error))).toEqual([
      expect.stringContaining('no candles of base three; there are some of one, two'),
      expect.stringContaining('no candles of base none'),
      expect.stringContaining('there are some from'),
      expect.stringContaining('after from'),
      expect.stringContaining('points'),
      expect.stringContaining('T11'),
      expect.stringContaining('40 days'),
      expect.stringContaining('does not exist'),
      expect.stringContaining('no column gain5h'),
      expect.stringContaining('they begin at'),
      expect.stringContaining('they end at'),
    ])
    expect(page.logged).toEqual([])
  })

  test('a workspace without anything is empty, and has what comes later', async () => {
    const page = await openMarket(async () => {})
    expect((await page.get<MarketOverview>('overview')).bases).toEqual([])
    expect((await page.get<FigureTable>('figures')).rows).toEqual([])
    await fill(page.folder)
    expect((await page.get<MarketOverview>('overview')).bases).toHaveLength(3)
    expect((await page.get<CandleView>('candles', { base: 'one', from: START, to: END })).rows).toBeGreaterThan(0)
  })

  test('a damaged month is missing from the view, which says so; importing it heals it', async () => {
    const page = await openMarket()
    const query = { base: 'one', from: START, to: END, points: 2000 }
    const whole = await page.get<CandleView>('candles', query)
    const file = join(page.folder, 'data/candles/simulated/spot/TWO-USDT/1m/2024-02.arrow')
    await writeFile(file, 'no candles')
    const view = await page.get<CandleView>('candles', { ...query, base: 'two' })
    expect(view.errors.join()).toContain('2024-02')
    expect(view.rows).toBeLessThan(whole.rows)
    expect((await page.get<CandleView>('candles', query)).errors).toEqual([])
    expect((await page.get<FigureTable>('figures')).rows[0]?.error).toBeNull()
    const store = openCandleStore(join(page.folder, 'data'))
    await store.merge(toSimulatedMarket('two', 'USDT'), candlesOf('two'), { conflict: 'new' })
    const healed = await page.get<CandleView>('candles', { ...query, base: 'two' })
    expect([healed.errors, healed.rows]).toEqual([[], whole.rows])
  })

  test('a definition of the workspace that cannot be loaded is told, and the others are there', async () => {
    const page = await openMarket()
    const file = join(page.folder, 'targets/Broken.ts')
    await writeOwn(file, 'export default { id:')
    allowCode(page.folder)
    const { targets, errors } = await page.get<MarketOverview>('overview')
    expect(targets.map(({ id }) => id)).toContain('T10up5low30min')
    expect(errors.join()).toContain('Broken.ts:1:')
  })
})

async function writeOwn(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
