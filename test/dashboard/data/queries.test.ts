import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { DataBlacklist, DataGaps, DataOverview, DataQuality } from '../../../src/dashboard/data/api.js'
import { openQualityReader, readBlacklist, readDataOverview } from '../../../src/dashboard/data/queries.js'
import { createGapsResponse, createQualityResponse } from '../../../src/dashboard/data/quality-responses.js'
import { readWorkspaceState } from '../../../src/dashboard/start/queries.js'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.js'
import { toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { NotFoundError } from '../../../src/dashboard/http/errors.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { candlesFrom } from '../../support/candles-from.js'
import { openContext } from '../open-app.js'
import { type OpenContext } from '../open-app.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const START = Date.UTC(2024, 0, 30)
const ONE = toSimulatedMarket('one', 'USDT')
const PATH = 'simulated/spot/ONE-USDT/1m'

interface Answers {
  overview(): Promise<DataOverview>
  quality(path: string): Promise<DataQuality>
  gaps(path: string): Promise<DataGaps>
  blacklist(at: number | undefined): Promise<DataBlacklist>
}

/** What the page is answered. */
function answersOf(context: OpenContext): Answers {
  const readQuality = openQualityReader(context)
  return {
    overview: async () => readDataOverview(await context.workspace()),
    quality: async (path) => createQualityResponse(path, await readQuality(path)),
    gaps: async (path) => createGapsResponse(path, await readQuality(path)),
    blacklist: async (at) => readBlacklist(await context.workspace(), at),
  }
}

describe('the data of a workspace', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await temporaryFolder()
    await writeFile(
      join(folder, 'followupward.yaml'),
      'exchange: { id: simulated }\nblacklist: { minDailyQuoteVolume: 1000000000, days: 2 }\n',
    )
  })
  const context = () => openContext(folder)
  const store = () => openCandleStore(join(folder, 'data'))

  /** Four days over the end of a month, with a gap of five minutes and an outage of forty. */
  async function fill(): Promise<void> {
    await store().merge(ONE, candlesFrom(START, 100))
    await store().merge(ONE, candlesFrom(START + 105 * MINUTE, 2 * 1440 - 105))
    await store().merge(ONE, candlesFrom(START + 2 * DAY + 40 * MINUTE, 2 * 1440 - 40))
  }

  test('an empty workspace has none', async () => {
    const data = answersOf(context())
    expect(await data.overview()).toMatchObject({ markets: [], newest: null, limited: true })
    expect(await data.blacklist(undefined)).toEqual({ at: null, markets: [] })
    await expect(data.quality(PATH)).rejects.toThrow(NotFoundError)
    expect(await readWorkspaceState(context())).toMatchObject({
      configured: true,
      empty: false,
      bases: [],
      range: null,
    })
  })

  test('months, days and gaps are those of the candles', async () => {
    await fill()
    const data = answersOf(context())
    const range = { from: START, to: START + 4 * DAY }
    expect(await data.overview()).toMatchObject({
      markets: [{ path: PATH, base: 'one', symbol: 'ONE/USDT', range, error: null, damaged: [] }],
      newest: range.to,
      limits: 'at least 1,000,000,000 in quote a day, over the 2 days before',
    })
    expect(await data.quality(PATH)).toMatchObject({
      ...range,
      candles: 4 * 1440 - 45,
      missing: 45,
      gaps: 2,
      outages: 1,
      months: [
        { name: '2024-01', minutes: 2880, missing: 5, outage: false },
        { name: '2024-02', minutes: 2880, missing: 40, outage: true },
      ],
    })
    const gaps = await data.gaps(PATH)
    expect(gaps.days.map(({ name, missing }) => `${name} ${missing}`)).toEqual([
      '2024-01-30 5',
      '2024-01-31 0',
      '2024-02-01 40',
      '2024-02-02 0',
    ])
    expect(gaps.outages).toEqual({
      count: 1,
      items: [{ from: START + 2 * DAY, to: START + 2 * DAY + 40 * MINUTE, minutes: 40 }],
    })
  })

  test('the blacklist is that of the asked minute, with its reasons', async () => {
    await fill()
    const data = answersOf(context())
    const at = START + 2 * DAY
    const [judged] = (await data.blacklist(at)).markets
    expect(judged?.reasons).toEqual([expect.stringMatching(/^average daily volume \d+ in quote is below 1000000000$/)])
    const [before] = (await data.blacklist(START - HOUR)).markets
    expect(before?.reasons).toEqual([expect.stringContaining('no candles in the 2 days before')])
    expect((await data.blacklist(undefined)).at).toBe(START + 4 * DAY)
  })

  test('candles that come in later are counted, also in days that were there', async () => {
    await fill()
    const data = answersOf(context())
    expect((await data.quality(PATH)).missing).toBe(45)
    await store().merge(ONE, candlesFrom(START + 100 * MINUTE, 5))
    expect((await data.quality(PATH)).missing).toBe(40)
  })

  test('a damaged file is told of, and the rest is still there', async () => {
    await fill()
    const file = join(folder, 'data/candles', PATH, '2024-01.arrow')
    const bytes = await readFile(file)
    await writeFile(file, bytes.fill(1, 2000, 4000))
    const data = answersOf(context())
    await data.quality(PATH).catch(() => {})
    const [market] = (await data.overview()).markets
    expect(market?.damaged).toEqual([expect.stringMatching(/^2024-01\.arrow\.damaged-1$/)])
    expect((await readWorkspaceState(context())).damaged).toBe(1)
  })
})
