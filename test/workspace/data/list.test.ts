import { existsSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Market } from '../../../src/core/market.js'
import { MINUTE } from '../../../src/core/time.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import type { CandleStore } from '../../../src/store/candles/candle-store.js'
import { candleFolderOf } from '../../../src/store/candles/candle-folders.js'
import { candlesFrom } from '../../support/candles-from.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const AUGUST = Date.UTC(2023, 7, 1)
const fil: Market = { exchange: 'binance', type: 'spot', symbol: 'FIL/USDT', interval: '1m' }
const near: Market = { ...fil, symbol: 'NEAR/USDT' }

async function emptyWorkspace(config = ''): Promise<{ workspace: TestWorkspace; store: CandleStore }> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'followupward.yaml'), config)
  return { workspace: await openTestWorkspace(folder), store: openCandleStore(join(folder, 'data')) }
}

function minutes(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index)
}

describe('list', () => {
  test('of an empty folder is empty, and writes nothing', async () => {
    const workspace = await openTestWorkspace()
    expect(await workspace.data.list({})).toEqual({ asOf: undefined, markets: [] })
    expect(await readdir(workspace.directory)).toEqual([])
  })

  test('has range, candles, gaps, outages and the share of minutes without trades', async () => {
    const { workspace, store } = await emptyWorkspace()
    const candles = candlesFrom(AUGUST, 1000, { missing: [10, 11, ...minutes(500, 40)] })
    candles.volume.fill(0, 100, 119)
    await store.merge(fil, candles)
    await store.merge(near, candlesFrom(AUGUST, 60))
    const gap = { from: AUGUST + 500 * MINUTE, to: AUGUST + 540 * MINUTE, minutes: 40 }
    const { markets } = await workspace.data.list({})
    expect(markets).toMatchObject([
      {
        base: 'fil',
        market: fil,
        quality: {
          range: { from: AUGUST, to: AUGUST + 1000 * MINUTE },
          rows: 1000,
          missing: 42,
          gaps: [{ from: AUGUST + 10 * MINUTE, to: AUGUST + 12 * MINUTE, minutes: 2 }, gap],
          outages: [gap],
          noTradeMinutes: 19,
          noTradeShare: 19 / 958,
          noTradeBreaks: [{ from: AUGUST + 100 * MINUTE, to: AUGUST + 119 * MINUTE, minutes: 19 }, gap],
          spikes: [],
        },
        staleRuns: [],
        damaged: [],
        error: undefined,
      },
      { base: 'near', quality: { rows: 60, missing: 0, gaps: [], noTradeShare: 0 } },
    ])
    expect((await workspace.data.list({ bases: ['NEAR'] })).markets).toHaveLength(1)
    await expect(workspace.data.list({ bases: ['btc'] })).rejects.toThrow(
      /^no candles of base btc; there are: fil, near$/,
    )
  })

  test('names a damaged file and still lists the other markets', async () => {
    const { workspace, store } = await emptyWorkspace()
    await store.merge(fil, candlesFrom(AUGUST, 1000))
    await store.merge(near, candlesFrom(AUGUST, 60))
    const file = join(candleFolderOf(join(workspace.directory, 'data'), fil), '2023-08.arrow')
    await writeFile(file, (await readFile(file)).subarray(0, 30_000))
    for (const reason of [/2023-08\.arrow is damaged/, /2023-08 are lost/]) {
      const [first, second] = (await workspace.data.list({})).markets
      expect(first).toMatchObject({ base: 'fil', quality: undefined, damaged: [`${file}.damaged-1`] })
      expect(first?.error).toMatch(reason)
      expect(second).toMatchObject({ base: 'near', quality: { rows: 60 }, error: undefined })
    }
  })

  test('judges the blacklist with its reasons as of any moment; what was delisted stays in the store', async () => {
    const limits = 'blacklist: { minDailyQuoteVolume: 1000000, days: 20 }\n'
    const { workspace, store } = await emptyWorkspace(limits)
    await store.merge(fil, candlesFrom(AUGUST, 60 * 1440))
    await store.merge(near, candlesFrom(AUGUST, 10 * 1440))
    const judged = async (asOf?: string): Promise<unknown> => {
      const { markets } = await workspace.data.list({ asOf })
      return markets.map(({ base, quality, blacklist }) => [base, quality?.rows, ...blacklist])
    }
    expect(await judged('2023-08-11')).toEqual([
      ['fil', 86_400],
      ['near', 14_400],
    ])
    expect(await judged('2023-08-15')).toEqual([
      ['fil', 86_400],
      ['near', 14_400, 'no candles since 2023-08-11T00:00Z'],
    ])
    expect(await judged()).toEqual([
      ['fil', 86_400],
      ['near', 14_400, 'no candles in the 20 days before 2023-09-30T00:00Z'],
    ])
  })
})

describe('quality', () => {
  test('has how complete every day is, in the workspace’s time zone', async () => {
    const { workspace, store } = await emptyWorkspace('timeZone: America/New_York\n')
    await store.merge(fil, candlesFrom(AUGUST, 3 * 1440, { missing: minutes(1500, 40) }))
    const { markets } = await workspace.data.quality({ base: 'fil' })
    expect(markets).toMatchObject([{ base: 'fil', quality: { rows: 4320, missing: 40 } }])
    expect(markets[0]?.calendar).toEqual([
      { date: '2023-07-31', minutes: 240, missing: 0, outage: false },
      { date: '2023-08-01', minutes: 1440, missing: 40, outage: true },
      { date: '2023-08-02', minutes: 1440, missing: 0, outage: false },
      { date: '2023-08-03', minutes: 1200, missing: 0, outage: false },
    ])
    await expect(workspace.data.quality({ base: 'btc' })).rejects.toThrow(/no candles of base btc; there are: fil/)
  })
})

const real = fileURLToPath(new URL('../../../../shared/candles', import.meta.url))

describe.runIf(existsSync(real))('real candles', () => {
  test('no gap is invented in complete months, and runs without trades are no gaps', async () => {
    const { workspace } = await emptyWorkspace()
    const files = (await readdir(real)).filter((name) => name.endsWith('.zip')).map((name) => join(real, name))
    await workspace.data.import({ files })
    const { markets } = await workspace.data.list({})
    expect(markets.map(({ base, quality }) => [base, quality?.rows, quality?.missing, quality?.gaps])).toEqual([
      ['fil', 122 * 1440, 0, []],
      ['near', 92 * 1440, 0, []],
    ])
    for (const { quality } of markets) {
      const breaks = (quality?.noTradeBreaks ?? []).filter(({ from }) =>
        new Date(from).toISOString().startsWith('2023-09-12'),
      )
      expect(breaks.map((one) => one.minutes)).toContain(19)
    }
  })

  test('known outages are found, to the minute', async () => {
    const { workspace } = await emptyWorkspace()
    const btc = join(real, 'csv/binance-spot_BTCUSDT_1m_2021-03-26_2021-05-20.csv.gz')
    const sol = join(real, 'csv/binance-spot_SOLUSDT_1m_2023-03-16_2023-05-01.csv.gz')
    await workspace.data.import({ files: [btc, sol] })
    const [btcData, solData] = (await workspace.data.list({})).markets
    expect(btcData?.quality).toMatchObject({ missing: 434, outages: [{ minutes: 150 }, { minutes: 284 }] })
    const { calendar } = (await workspace.data.quality({ base: 'btc' })).markets[0] ?? {}
    const april = (calendar ?? []).filter(({ date }) => date.startsWith('2021-04'))
    expect(april.flatMap(({ date, missing }) => (missing > 0 ? [[date, missing]] : []))).toEqual([
      ['2021-04-20', 150],
      ['2021-04-25', 284],
    ])
    const from = Date.parse('2023-03-24T12:40Z')
    expect(solData?.quality).toMatchObject({ missing: 80, outages: [{ from, to: from + 80 * MINUTE, minutes: 80 }] })
    expect([solData?.staleRuns, solData?.quality?.spikes.length]).toEqual([[], 4])
    // 72 flat minutes of the source come right before the minutes that are missing.
    expect(solData?.quality?.noTradeBreaks).toContainEqual({
      from: from - 72 * MINUTE,
      to: from + 80 * MINUTE,
      minutes: 152,
    })
  })
})
