import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import type { Market } from '../../src/core/market.js'
import { MINUTE } from '../../src/core/time.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { candlesFrom } from '../support/candles-from.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const AUGUST = Date.UTC(2023, 7, 1)
const fil: Market = { exchange: 'binance', type: 'spot', symbol: 'FIL/USDT', interval: '1m' }
const near: Market = { ...fil, symbol: 'NEAR/USDT' }

const spanSchema = z.object({ from: z.number(), to: z.number(), minutes: z.number() })
const listSchema = z.object({
  markets: z.array(
    z.object({
      base: z.string(),
      exchange: z.string(),
      type: z.string(),
      symbol: z.string(),
      from: z.number().optional(),
      to: z.number().optional(),
      rows: z.number().optional(),
      candles: z.number().optional(),
      missing: z.number().optional(),
      gaps: z.array(spanSchema).optional(),
      outages: z.array(spanSchema).optional(),
      notImported: z.array(spanSchema).optional(),
      flatRuns: z.array(spanSchema).optional(),
      noTradeMinutes: z.number().optional(),
      noTradeShare: z.number().optional(),
      noTradeBreaks: z.array(spanSchema).optional(),
      staleRuns: z.array(spanSchema).optional(),
      spikes: z.array(z.object({ time: z.number(), change: z.number() })).optional(),
      damaged: z.array(z.string()),
      error: z.string().optional(),
    }),
  ),
})
type Listed = z.output<typeof listSchema>['markets']

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo(folder)
  const code = await run(args, io)
  return { code, out: io.stdout(), err: io.stderr() }
}

async function listed(...args: string[]): Promise<Listed> {
  const { out } = await command('data', '--json', ...args)
  return listSchema.parse(JSON.parse(out)).markets
}

test('in an empty folder it says what to do next', async () => {
  const { code, out } = await command('data')
  expect(code).toBe(0)
  expect(out).toMatch(/no candles in .* yet; import some with\n {2}followupward import/)
  expect(await listed()).toEqual([])
  expect(await readdir(folder)).toEqual([])
})

test('it lists range, candles, gaps, outages and the share of minutes without trades', async () => {
  const store = openCandleStore(join(folder, 'data'))
  const outage = Array.from({ length: 40 }, (_, index) => 500 + index)
  const candles = candlesFrom(AUGUST, 1000, { missing: [10, 11, ...outage] })
  candles.volume.fill(0, 100, 119)
  await store.merge(fil, candles)
  await store.merge(near, candlesFrom(AUGUST, 60))
  const gap = { from: AUGUST + 500 * MINUTE, to: AUGUST + 540 * MINUTE, minutes: 40 }
  expect(await listed()).toEqual([
    {
      base: 'fil',
      exchange: 'binance',
      type: 'spot',
      symbol: 'FIL/USDT',
      from: AUGUST,
      to: AUGUST + 1000 * MINUTE,
      rows: 1000,
      candles: 958,
      missing: 42,
      gaps: [{ from: AUGUST + 10 * MINUTE, to: AUGUST + 12 * MINUTE, minutes: 2 }, gap],
      outages: [gap],
      notImported: [],
      flatRuns: [],
      noTradeMinutes: 19,
      noTradeShare: 19 / 958,
      noTradeBreaks: [{ from: AUGUST + 100 * MINUTE, to: AUGUST + 119 * MINUTE, minutes: 19 }, gap],
      staleRuns: [],
      spikes: [],
      damaged: [],
    },
    expect.objectContaining({ base: 'near', rows: 60, missing: 0, gaps: [], noTradeShare: 0 }),
  ])
  const { out } = await command('data')
  expect(out).toMatch(/^fil +binance\/spot\/FIL-USDT\/1m +2023-08-01T00:00Z +2023-08-01T16:39Z +958 *$/m)
  expect(out).toMatch(/^fil +42 +2 +1 +1\.98 % /m)
  expect(out).toContain('outage of 40 minutes, 2023-08-01T08:20Z to 2023-08-01T09:00Z')
  expect(out).toContain('no limits')
  const unknown = await command('data', '--base', 'btc')
  expect(unknown).toMatchObject({ code: 1, err: 'error: no candles of base btc; there are: fil, near\n' })
})

test('a damaged file is named, and the exit code is not zero', async () => {
  const store = openCandleStore(join(folder, 'data'))
  await store.merge(fil, candlesFrom(AUGUST, 1000))
  const file = join(folder, 'data/candles/binance/spot/FIL-USDT/1m/2023-08.arrow')
  await writeFile(file, (await readFile(file)).subarray(0, 30_000))
  const { code, out, err } = await command('data')
  expect({ code, err }).toEqual({ code: 1, err: 'error: the candles of fil are not all readable\n' })
  expect(out).toContain('2023-08.arrow.damaged-1')
})

test('a base in full has a calendar of its gaps, legible in 100 columns, in the workspace’s time zone', async () => {
  const rows = 120 * 1440
  const missing = [5, ...minutes(3 * 1440, 60), ...minutes(10 * 1440, 1440), ...minutes(20 * 1440, 75 * 1440)]
  await openCandleStore(join(folder, 'data')).merge(fil, candlesFrom(AUGUST + 9 * 1440 * MINUTE, rows, { missing }))
  const { out } = await command('data', 'fil')
  const lines = out.split('\n')
  const line = (month: string): string => lines.find((one) => one.startsWith(month)) ?? ''
  expect(line('2023-08')).toBe(
    '2023-08  · · · · · · · · · ▪ ■ ■ o ■ ■ ■ ■ ■ ■ × ■ ■ ■ ■ ■ ■ ■ ■ ■ × ×    4,381   86.17 %',
  )
  expect(line('2023-09')).toBe('2023-09 to 2023-10: nothing')
  expect(line('2023-12')).toMatch(/^2023-12 {2}■ ■ ■ ■ ■ ■ ■ · .* 0 {2}100\.00 %$/)
  expect(lines.filter((one) => /^2023|complete/.test(one)).every((one) => one.length <= 100)).toBe(true)
  expect(out).toMatch(
    /never imported: 1\n {2}2023-08-30T00:00Z to 2023-11-12T23:59Z {2}108000 minutes\noutages: 2\n {2}2023-08-13T00:00Z to 2023-08-13T00:59Z {2}60 minutes\n/,
  )
  expect(out).toMatch(/no-trade breaks: 2\n/)
  expect((await command('data')).out).toContain(
    'binance/spot/FIL-USDT/1m: never imported: 108000 minutes, 2023-08-30T00:00Z to 2023-11-13T00:00Z',
  )
  await writeFile(join(folder, 'followupward.yaml'), 'timeZone: America/New_York\n')
  const zoned = (await command('data', 'fil')).out
  expect(zoned).toMatch(/\n2023-08 {2}· · · · · · · · ▪ ■ ■ o ■/)
  expect(zoned).toContain('2023-08-12T20:00-04:00 to 2023-08-12T20:59-04:00  60 minutes')
})

test('the blacklist is told as of a moment', async () => {
  await openCandleStore(join(folder, 'data')).merge(near, candlesFrom(AUGUST, 10 * 1440))
  await writeFile(join(folder, 'followupward.yaml'), 'blacklist: { minDailyQuoteVolume: 1000000, days: 20 }\n')
  expect((await command('data')).out).toMatch(/blacklist as of 2023-08-11T00:00Z/)
  expect((await command('data', '--as-of', '2023-08-15')).out).toContain(
    'blacklist: no candles since 2023-08-11T00:00Z',
  )
})

test('made-up candles are stored, and removed again after a yes', async () => {
  const made = await command('simulate', '--base', 'sim,mis', '--to', '2024-01-02')
  expect(made.out.split('\n').slice(0, 2)).toEqual([
    'sim (simulated/spot/SIM-USDT/1m): 2024-01-01T00:00Z to 2024-01-02T00:00Z, 1440 candles new, 0 there already',
    'mis (simulated/spot/MIS-USDT/1m): 2024-01-01T00:00Z to 2024-01-02T00:00Z, 1440 candles new, 0 there already',
  ])
  expect(made.out).toContain('exchange: { id: simulated }')
  const unsure = await command('remove-data', 'sim', '--exchange', 'simulated')
  expect(unsure.code).toBe(1)
  expect(unsure.err).toContain('add --yes to remove the candles')
  const other = await command('remove-data', 'btc', '--exchange', 'simulated', '--yes')
  expect(other.code).toBe(1)
  expect(other.err).toContain('<base>: there are no candles of btc')
  const removed = await command('remove-data', 'sim', '--exchange', 'simulated', '--yes')
  expect(removed).toMatchObject({ code: 0, out: 'sim (simulated/spot/SIM-USDT/1m): candles removed\n' })
  expect(await listed()).toMatchObject([{ base: 'mis' }])
})

function minutes(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index)
}
