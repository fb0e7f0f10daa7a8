import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Candles } from '../../../src/core/candles.js'
import { MINUTE } from '../../../src/core/time.js'
import {
  startSimulatedExchange,
  type SimulatedExchange,
  type SimulatedExchangeOptions,
} from '../../../src/exchange/simulated/simulated-exchange.js'
import type { FollowDataRequest } from '../../../src/workspace/data/follow/request.js'
import type { FollowHooks, NewCandles } from '../../../src/workspace/data/follow/run.js'
import { requireUpToDate, type BaseUpdate } from '../../../src/workspace/data/update/result.js'
import { candlesFrom } from '../../support/candles-from.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { filesBelow } from '../../support/files-below.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** Two hours before a month ends. */
const START = Date.UTC(2023, 7, 31, 22)
const at = (minute: number): number => START + minute * MINUTE
const NAMES = Array.from({ length: 24 }, (_, base) => `b${base}`)

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

/** The candles of `candlesFrom`, at another price for every base. */
function marketsFrom(names: readonly string[], rows: number): Map<string, Candles> {
  return new Map(
    names.map((name, base) => {
      const candles = candlesFrom(START, rows)
      for (const column of ['open', 'high', 'low', 'close', 'quoteVolume'] as const) {
        candles[column].forEach((value, row, all) => (all[row] = value * (base + 1)))
      }
      return [`${name.toUpperCase()}/USDT`, candles]
    }),
  )
}

interface Served {
  readonly server: SimulatedExchange
  readonly asked: () => number
}

async function serve(
  from: number,
  to: number,
  options: Partial<SimulatedExchangeOptions> = {},
  names: readonly string[] = NAMES,
): Promise<Served> {
  let asked = 0
  const server = await startSimulatedExchange({
    candles: marketsFrom(names, 400),
    balances: {},
    range: { from: at(from), to: at(to) },
    disturb: ({ path }) => {
      if (path === '/api/v3/klines') asked++
      return undefined
    },
    ...options,
  })
  onTestFinished(() => server.close())
  await writeFile(
    join(folder, 'followupward.yaml'),
    `exchange: { id: binance, url: '${server.url}' }\nbases: [${names.join(', ')}]\n`,
  )
  return { server, asked: () => asked }
}

interface Followed {
  readonly bases: readonly BaseUpdate[]
  readonly added: number
  readonly streamed: number
  readonly repaired: number
  readonly retries: number
  readonly revised: number
  readonly log: string
  readonly start: Parameters<NonNullable<FollowHooks['onStart']>>
  /** What was told of new candles, by base. */
  readonly candles: ReadonlyMap<string, readonly NewCandles[]>
}

/** Follows until the replay is over; nothing may go wrong. */
async function follow(request: FollowDataRequest = {}): Promise<Followed> {
  const workspace = await openTestWorkspace(folder)
  const starts: Followed['start'][] = []
  const candles = new Map<string, NewCandles[]>()
  const { bases } = await workspace.data.follow(
    { from: new Date(START).toISOString(), ...request },
    {
      onStart: (...start) => void starts.push(start),
      onCandles: (one) => void candles.set(one.base, [...(candles.get(one.base) ?? []), one]),
    },
  )
  requireUpToDate(bases)
  const sum = (count: (update: BaseUpdate) => number): number =>
    bases.reduce((total, update) => total + count(update), 0)
  const [start] = starts
  if (!start) throw new Error('following has not started')
  return {
    bases,
    added: sum(({ added }) => added),
    streamed: sum(({ streamed }) => streamed),
    repaired: sum(({ repaired }) => repaired),
    retries: sum(({ retries }) => retries),
    revised: sum(({ revisions }) => revisions.length),
    log: workspace.logged.join('\n'),
    start,
    candles,
  }
}

async function update(): Promise<TestWorkspace> {
  const workspace = await openTestWorkspace(folder)
  requireUpToDate((await workspace.data.update({ from: new Date(START).toISOString() })).bases)
  return workspace
}

/** What a store looks like that was filled at once, by REST, from an exchange on which nothing goes wrong. */
async function undisturbed(end: number, names: readonly string[] = NAMES): Promise<Map<string, string>> {
  folder = await temporaryFolder()
  const { server } = await serve(end - 1, end, {}, names)
  server.control.advanceTo(at(end))
  await update()
  return filesBelow(join(folder, 'data'))
}

describe('follow 24 bases by WebSocket', () => {
  test('asks for next to nothing where nothing goes wrong', async () => {
    const { asked } = await serve(112, 127)
    const report = await follow()
    expect(report).toMatchObject({ added: 24 * 127, streamed: 24 * 15, repaired: 0, retries: 0, revised: 0 })
    expect(report.start).toEqual([NAMES, true])
    expect([...report.candles.keys()].sort()).toEqual([...NAMES].sort())
    expect(report.candles.get('b7')?.map(({ from, to }) => [from, to])).toEqual(
      Array.from({ length: 15 }, (_, minute) => [at(112 + minute), at(113 + minute)]),
    )
    // 24 downloads, an audit of every base each ten minutes, and one at the end.
    expect(asked()).toBeLessThanOrEqual(24 * (1 + 2 + 1))
    const followed = await filesBelow(join(folder, 'data'))
    expect(await undisturbed(127)).toEqual(followed)
  })

  test('ends with the same bytes through drops, duplicates, events out of order and outages, and counts its repairs', async () => {
    const scenarios = [
      { id: 'dropped-sockets', settings: { every: 120 } },
      { id: 'duplicated-events', settings: { every: 10 } },
      { id: 'reordered-events', settings: { every: 10 } },
      { id: 'outage', settings: { every: 40, requests: 2 } },
      { id: 'lost-answers', settings: {} },
    ]
    const log: string[] = []
    const onScenarioEvent: SimulatedExchangeOptions['onScenarioEvent'] = ({ scenario }) => void log.push(scenario)
    await serve(105, 130, { scenarios, seed: 7, onScenarioEvent })
    const report = await follow()
    const drops = log.filter((scenario) => scenario === 'dropped-sockets').length
    expect(drops).toBeGreaterThan(3)
    expect(log).toEqual(expect.arrayContaining(['duplicated-events', 'reordered-events', 'outage']))
    expect(report).toMatchObject({ added: 24 * 130, revised: 0 })
    expect(report.repaired).toBeGreaterThan(drops)
    expect(report.streamed).toBeGreaterThan(24 * 10)
    expect(report.streamed + report.repaired).toBe(24 * 25)
    expect(report.retries).toBeGreaterThan(0)
    expect(report.log).toContain('the stream broke (connection closed by remote server')
    const followed = await filesBelow(join(folder, 'data'))
    expect(await undisturbed(130)).toEqual(followed)
  })

  test('lives on where every connection breaks with its first event: all comes by asking', async () => {
    const names = NAMES.slice(0, 2)
    await serve(90, 100, { scenarios: [{ id: 'dropped-sockets', settings: { every: 1 } }] }, names)
    const report = await follow()
    expect(report).toMatchObject({ added: 2 * 100, streamed: 0, repaired: 2 * 10 })
    const followed = await filesBelow(join(folder, 'data'))
    expect(await undisturbed(100, names)).toEqual(followed)
  })

  test('finds candles that neither the stream nor the exchange had in time, and those that it revised', async () => {
    const names = NAMES.slice(0, 6)
    const scenarios = [
      { id: 'missing-candles', settings: { share: 0.03, maxLength: 2, later: 1, delay: 5 } },
      { id: 'revised-candles', settings: {} },
    ]
    await serve(90, 170, { scenarios, seed: 2 }, names)
    const report = await follow()
    expect(report.revised).toBeGreaterThan(0)
    expect(report.repaired).toBeGreaterThan(0)
    // The last candles are still late, or not yet revised: the next update finds them.
    const { server } = await serve(174, 175, {}, names)
    server.control.advanceTo(at(175))
    await update()
    const caughtUp = await filesBelow(join(folder, 'data'))
    const calm = await undisturbed(175, names)
    expect([...caughtUp].filter(([file]) => !file.endsWith('.log'))).toEqual([...calm])
  })

  test('a market that is taken off gets a note, and the others go on', async () => {
    const names = NAMES.slice(0, 3)
    const delisting = { id: 'delisting', settings: { symbol: 'B1USDT', after: 5, gone: 3 } }
    await serve(100, 120, { scenarios: [delisting] }, names)
    const report = await follow()
    expect(
      report.bases.map(({ base, stored, note }) => [
        base.name,
        ((stored?.to ?? 0) - START) / MINUTE,
        note === undefined,
      ]),
    ).toEqual([
      ['b0', 120, true],
      ['b1', 105, false],
      ['b2', 120, true],
    ])
    expect(report.log.match(/no longer followed, its candles stay/g)).toHaveLength(1)
  })

  test('begins with an exchange that does not answer yet', async () => {
    const names = NAMES.slice(0, 2)
    let refused = Number.POSITIVE_INFINITY
    const disturb: SimulatedExchangeOptions['disturb'] = () => (refused++ < 5 ? { kind: 'refuse' } : undefined)
    await serve(100, 110, { disturb }, names)
    await update()
    refused = 0
    const report = await follow()
    expect(report.log).toContain('cannot be reached')
    expect(report).toMatchObject({ added: 2 * 10 })
    expect(report.streamed).toBeGreaterThan(0)
    const followed = await filesBelow(join(folder, 'data'))
    expect(await undisturbed(110, names)).toEqual(followed)
  })

  test('asks each minute instead where it is told to poll', async () => {
    const names = NAMES.slice(0, 2)
    const { asked } = await serve(90, 100, {}, names)
    const report = await follow({ poll: true })
    expect(report).toMatchObject({ added: 2 * 100, streamed: 0, repaired: 0 })
    expect(report.start).toEqual([names, false])
    expect(asked()).toBeGreaterThanOrEqual(2 * 10)
  })
})
