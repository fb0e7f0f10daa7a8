import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import type { Candles } from '../../src/core/candles.js'
import { MINUTE } from '../../src/core/time.js'
import {
  startSimulatedExchange,
  type SimulatedExchange,
  type SimulatedExchangeOptions,
} from '../../src/exchange/simulated/simulated-exchange.js'
import { candlesFrom } from '../support/candles-from.js'
import { fakeIo } from '../support/fake-io.js'
import { filesBelow } from '../support/files-below.js'
import { temporaryFolder } from '../support/temporary-folder.js'

/** Two hours before a month ends. */
const START = Date.UTC(2023, 7, 31, 22)
const at = (minute: number): number => START + minute * MINUTE
const NAMES = Array.from({ length: 24 }, (_, base) => `b${base}`)

const reportSchema = z.object({
  added: z.number(),
  streamed: z.number(),
  revised: z.number(),
  repairs: z.number(),
  retries: z.number(),
  bases: z.array(
    z.object({
      base: z.string(),
      to: z.number(),
      streamed: z.number(),
      repairs: z.number(),
      note: z.string().optional(),
    }),
  ),
})

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

async function updated(...args: string[]): Promise<z.output<typeof reportSchema> & { readonly err: string }> {
  const io = fakeIo(folder)
  const code = await run(['update-history', '--from', new Date(START).toISOString(), '--json', ...args], io)
  expect([code, io.stderr()]).toEqual([0, expect.not.stringContaining('error')])
  return { ...reportSchema.parse(JSON.parse(io.stdout())), err: io.stderr() }
}

/** What a store looks like that was filled at once, by REST, from an exchange on which nothing goes wrong. */
async function undisturbed(end: number, names: readonly string[] = NAMES): Promise<Map<string, string>> {
  folder = await temporaryFolder()
  const { server } = await serve(end - 1, end, {}, names)
  server.control.advanceTo(at(end))
  await updated()
  return filesBelow(join(folder, 'data'))
}

describe('update-history --follow of 24 bases by WebSocket', () => {
  test('asks for next to nothing where nothing goes wrong', async () => {
    const { asked } = await serve(112, 127)
    const report = await updated('--follow')
    expect(report).toMatchObject({ added: 24 * 127, streamed: 24 * 15, repairs: 0, retries: 0, revised: 0 })
    expect(report.err).toContain('by WebSocket; Ctrl-C ends it')
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
    const report = await updated('--follow')
    const drops = log.filter((scenario) => scenario === 'dropped-sockets').length
    expect(drops).toBeGreaterThan(3)
    expect(log).toEqual(expect.arrayContaining(['duplicated-events', 'reordered-events', 'outage']))
    expect(report).toMatchObject({ added: 24 * 130, revised: 0 })
    expect(report.repairs).toBeGreaterThan(drops)
    expect(report.streamed).toBeGreaterThan(24 * 10)
    expect(report.streamed + report.repairs).toBe(24 * 25)
    expect(report.retries).toBeGreaterThan(0)
    expect(report.err).toContain('the stream broke (connection closed by remote server')
    const followed = await filesBelow(join(folder, 'data'))
    expect(await undisturbed(130)).toEqual(followed)
  })

  test('lives on where every connection breaks with its first event: all comes by asking', async () => {
    const names = NAMES.slice(0, 2)
    await serve(90, 100, { scenarios: [{ id: 'dropped-sockets', settings: { every: 1 } }] }, names)
    const report = await updated('--follow')
    expect(report).toMatchObject({ added: 2 * 100, streamed: 0, repairs: 2 * 10 })
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
    const report = await updated('--follow')
    expect(report.revised).toBeGreaterThan(0)
    expect(report.repairs).toBeGreaterThan(0)
    // The last candles are still late, or not yet revised: the next update finds them.
    const { server } = await serve(174, 175, {}, names)
    server.control.advanceTo(at(175))
    await updated()
    const caughtUp = await filesBelow(join(folder, 'data'))
    const calm = await undisturbed(175, names)
    expect([...caughtUp].filter(([file]) => !file.endsWith('.log'))).toEqual([...calm])
  })

  test('a market that is taken off gets a note, and the others go on', async () => {
    const names = NAMES.slice(0, 3)
    const delisting = { id: 'delisting', settings: { symbol: 'B1USDT', after: 5, gone: 3 } }
    await serve(100, 120, { scenarios: [delisting] }, names)
    const report = await updated('--follow')
    expect(report.bases.map(({ base, to, note }) => [base, (to - START) / MINUTE, note === undefined])).toEqual([
      ['b0', 120, true],
      ['b1', 105, false],
      ['b2', 120, true],
    ])
    expect(report.err.match(/no longer followed, its candles stay/g)).toHaveLength(1)
  })

  test('begins with an exchange that does not answer yet', async () => {
    const names = NAMES.slice(0, 2)
    let refused = Number.POSITIVE_INFINITY
    const disturb: SimulatedExchangeOptions['disturb'] = () => (refused++ < 5 ? { kind: 'refuse' } : undefined)
    await serve(100, 110, { disturb }, names)
    await updated()
    refused = 0
    const report = await updated('--follow')
    expect(report.err).toContain('cannot be reached')
    expect(report).toMatchObject({ added: 2 * 10 })
    expect(report.streamed).toBeGreaterThan(0)
    const followed = await filesBelow(join(folder, 'data'))
    expect(await undisturbed(110, names)).toEqual(followed)
  })

  test('--poll asks each minute instead, and says so', async () => {
    const names = NAMES.slice(0, 2)
    const { asked } = await serve(90, 100, {}, names)
    const report = await updated('--follow', '--poll')
    expect(report).toMatchObject({ added: 2 * 100, streamed: 0, repairs: 0 })
    expect(report.err).toContain('following b0, b1 by asking each minute; Ctrl-C ends it')
    expect(asked()).toBeGreaterThanOrEqual(2 * 10)
  })
})
