import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { sliceCandles, type Candles } from '../../../src/core/candles.js'
import type { Market } from '../../../src/core/market.js'
import { MINUTE } from '../../../src/core/time.js'
import type { Disturbance } from '../../../src/exchange/simulated/rest/disturbance.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../../src/exchange/simulated/simulated-exchange.js'
import { candleFolderOf } from '../../../src/store/candles/candle-folders.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { candlesFrom } from '../../support/candles-from.js'
import { expectSameCandles } from '../../support/expect-same-candles.js'
import { filesBelow } from '../../support/files-below.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** Six hours before a month ends. */
const START = Date.UTC(2023, 7, 31, 18)
const ROWS = 2700
const at = (minute: number): number => START + minute * MINUTE
const ABC: Market = { exchange: 'binance', type: 'spot', symbol: 'ABC/USDT', interval: '1m' }
/** Something else than an exchange answers: no request is repeated. */
const foreign: Disturbance = { kind: 'answer', status: 200, body: '<html>hello</html>' }

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

async function serve(
  candles: Candles,
  { from, to }: { readonly from: number; readonly to: number },
  disturb: () => Disturbance | undefined = () => undefined,
): Promise<SimulatedExchange> {
  const server = await startSimulatedExchange({
    candles: new Map([['ABC/USDT', candles]]),
    balances: {},
    range: { from, to },
    disturb: ({ path }) => (path === '/api/v3/klines' ? disturb() : undefined),
  })
  onTestFinished(() => server.close())
  return server
}

async function configure({ url }: SimulatedExchange): Promise<void> {
  await writeFile(join(folder, 'followupward.yaml'), `exchange: { id: binance, url: '${url}' }\nbases: [abc]\n`)
}

describe('follow', () => {
  test('goes on minute by minute, also into a new day, and ends with the bytes of one that downloaded all at once', async () => {
    const midnight = (6 + 24) * 60
    const candles = candlesFrom(START, ROWS, { missing: [midnight - 3, midnight + 5, midnight + 6] })
    const server = await serve(candles, { from: at(midnight - 10), to: at(midnight + 20) })
    await configure(server)
    const targets = ['T10up5low30min']
    const { bases } = await (await openTestWorkspace(folder)).data.follow({ targets })
    expect(bases).toMatchObject([
      { added: midnight + 20 - 3, revisions: [], stored: { to: at(midnight + 20) }, error: undefined },
    ])
    const followed = await filesBelow(join(folder, 'data'))
    expect([...followed.keys()].some((file) => file.includes('tail'))).toBe(false)
    folder = await temporaryFolder()
    await configure(server)
    await (await openTestWorkspace(folder)).data.update({ targets })
    expect(await filesBelow(join(folder, 'data'))).toEqual(followed)
  })

  test('outlives an exchange that is away, and ends cleanly when it is stopped', async () => {
    const candles = candlesFrom(START, ROWS)
    let isAway = false
    const server = await serve(candles, { from: at(2500) + 20_000, to: at(ROWS) }, () => (isAway ? foreign : undefined))
    await configure(server)
    const stop = new AbortController()
    const workspace = await openTestWorkspace(folder)
    const ended = workspace.data.follow({}, { signal: stop.signal })
    const reached = (minute: number): Promise<void> =>
      expect.poll(() => server.control.now(), { timeout: 20_000, interval: 1 }).toBeGreaterThan(at(minute))
    await reached(2505)
    isAway = true
    await expect
      .poll(() => workspace.logged.join('\n'), { timeout: 20_000 })
      .toContain('what is missed comes with the next minute')
    isAway = false
    await reached(2520)
    stop.abort()
    const { bases } = await ended
    const rows = ((bases[0]?.stored?.to ?? 0) - START) / MINUTE
    expect(rows).toBeGreaterThan(2515)
    expectSameCandles(await openCandleStore(join(folder, 'data')).read(ABC), sliceCandles(candles, 0, rows))
    expect(await readdir(candleFolderOf(join(folder, 'data'), ABC))).toEqual(['2023-08.arrow', '2023-09.arrow'])
  })

  test('a base that cannot be brought up to date is refused before following starts', async () => {
    const server = await serve(candlesFrom(START, ROWS), { from: at(2500), to: at(2510) })
    await configure(server)
    const { data } = await openTestWorkspace(folder)
    await expect(data.follow({ bases: ['abc', 'nosuch'] })).rejects.toThrow(
      'not all bases are up to date (nosuch): binance has no spot market NOSUCH/USDT',
    )
  })

  test('closing the workspace ends it', async () => {
    const server = await serve(candlesFrom(START, ROWS), { from: at(2500), to: at(ROWS) })
    await configure(server)
    const workspace = await openTestWorkspace(folder)
    const ended = workspace.data.follow({}, { onCandles: () => void workspace.close() })
    expect((await ended).bases).toMatchObject([{ base: { name: 'abc' }, error: undefined }])
    expect(await readdir(candleFolderOf(join(folder, 'data'), ABC))).toEqual(['2023-08.arrow', '2023-09.arrow'])
  })
})
