import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Decimal } from '../../../src/core/decimal.js'
import { MINUTE } from '../../../src/core/time.js'
import type { Exchange } from '../../../src/exchange/exchange.js'
import { openCcxtExchange } from '../../../src/exchange/open-ccxt-exchange.js'
import { connectRemoteClock } from '../../../src/exchange/simulated/clock/remote-clock.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import type { ServeExchangeRequest } from '../../../src/workspace/exchange/request.js'
import type { ExchangeServer } from '../../../src/workspace/exchange/result.js'
import { openWorkspace, type Workspace } from '../../../src/workspace/index.js'
import { systemClock } from '../../../src/workspace/system-clock.js'
import { START, swinging } from '../../exchange/market.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

async function open(log?: (line: string) => void): Promise<Workspace> {
  const workspace = await openWorkspace(await temporaryFolder(), log && { log })
  onTestFinished(() => workspace.close())
  return workspace
}

/** A client of an exchange in another process, with that exchange's clock. */
async function clientOf({ url, apiKey, secret }: ExchangeServer): Promise<Exchange> {
  const clock = await connectRemoteClock(url, systemClock)
  const exchange = await openCcxtExchange({ id: 'binance', url, apiKey, secret, clock })
  onTestFinished(() => exchange.close())
  return exchange
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/simulation`).then(
    () => true,
    () => false,
  )

describe('a simulated exchange that is served', () => {
  test('replays stored candles to a client', async () => {
    const workspace = await open()
    const market = { exchange: 'binance', type: 'spot', symbol: 'ABC/USDT', interval: '1m' }
    await openCandleStore(join(workspace.directory, 'data')).merge(market, swinging(3000))
    const served = await workspace.exchange.serve({ port: 0, speed: 'stepped', balances: '123.5' })
    expect(served.symbols).toEqual(['ABC/USDT'])
    expect(served.from).toBeGreaterThan(START)
    const exchange = await clientOf(served)
    await (await connectRemoteClock(served.url, systemClock)).sleepUntil(served.from + 5 * MINUTE)
    expect(await exchange.fetchTime()).toBe(served.from + 5 * MINUTE)
    expect((await exchange.fetchBalances()).get('USDT')?.free.toFixed()).toBe('123.5')
    // What lies before the replay is there as history.
    expect((await exchange.fetchCandles('ABC/USDT', START, 1000)).map((candle) => candle.time)[0]).toBe(START)
  })

  test('gives out no id again after it was started again', async () => {
    const workspace = await open()
    const request: ServeExchangeRequest = { port: 0, market: 'sinus', speed: 'stepped', to: '2024-01-02' }
    const ids: bigint[] = []
    for (let start = 0; start < 2; start++) {
      const served = await workspace.exchange.serve(request)
      const exchange = await clientOf(served)
      const [symbol = ''] = served.symbols
      const { ask, bid } = await exchange.fetchQuote(symbol)
      for (const price of [ask, bid]) {
        const order = {
          symbol,
          side: 'buy',
          type: 'limit',
          price,
          amount: new Decimal(100).div(price).toDecimalPlaces(2),
        } as const
        const clientOrderId = `same-${price.toFixed()}`
        const { exchangeId } = await exchange.createOrder({ ...order, clientOrderId })
        const fills = await exchange.fetchOrderFills({ symbol, clientOrderId, exchangeId })
        ids.push(BigInt(exchangeId), ...fills.map(({ id }) => BigInt(id)))
        expect(Number.isSafeInteger(Number(exchangeId))).toBe(true)
      }
      await served.close()
    }
    expect(ids.length).toBe(6)
    // An order and a fill may have one number, two orders or two fills never.
    const [firstOrder, firstFill, secondOrder, ...later] = ids
    expect(firstOrder).toBe(firstFill)
    expect(secondOrder).toBe((firstOrder ?? 0n) + 1n)
    for (const id of later) expect(id).toBeGreaterThan(secondOrder ?? 0n)
  })

  test('ends when it is closed, when its call is stopped, and with its workspace', async () => {
    const workspace = await open()
    const stop = new AbortController()
    const request: ServeExchangeRequest = { port: 0, market: 'sinus', to: '2024-01-02' }
    const [closed, stopped, left] = await Promise.all([
      workspace.exchange.serve(request),
      workspace.exchange.serve(request, { signal: stop.signal }),
      workspace.exchange.serve(request),
    ])
    await Promise.all([closed.close(), closed.close()])
    expect(await answers(closed.url)).toBe(false)
    stop.abort()
    await stopped.close()
    expect(await answers(stopped.url)).toBe(false)
    expect(await answers(left.url)).toBe(true)
    await workspace.close()
    expect(await answers(left.url)).toBe(false)
    await expect(workspace.exchange.serve(request)).rejects.toThrow(/the workspace is closed/)
  })

  test('has the key of its seed', async () => {
    const workspace = await open()
    const [first, second, other] = await Promise.all(
      [7, 7, 8].map((seed) => workspace.exchange.serve({ port: 0, market: 'sinus', seed, to: '2024-01-02' })),
    )
    expect(first?.secret).toBe(second?.secret)
    expect(first?.secret).not.toBe(other?.secret)
  })

  test('with scenarios tells its seed and every event, in the log or in a file', async () => {
    const lines: string[] = []
    const workspace = await open((line) => lines.push(line))
    const yaml = 'latency: { max: 1, share: 1 }\ndelisting:\n  after: 5\n'
    await writeFile(join(workspace.directory, 'hostile.yaml'), yaml)
    const request: ServeExchangeRequest = { port: 0, market: 'sinus', to: '2024-01-02', seed: 7, speed: 'stepped' }
    const scenarios = ['outage', 'ban', 'hostile.yaml']
    const served = await workspace.exchange.serve({ ...request, scenarios, log: 'events.log' })
    await fetch(`${served.url}/api/v3/time`).catch(() => undefined)
    await served.close()
    expect(lines).toEqual([])
    const written = (await readFile(join(workspace.directory, 'events.log'), 'utf8')).trim().split('\n')
    expect(written[0]).toBe('seed 7, scenarios: outage, ban, latency {"max":1,"share":1}, delisting {"after":5}')
    expect(written[1]).toBe(
      '2024-01-01T00:00:00.000Z delisting: SIMUSDT: trade ends at 2024-01-01T00:05Z, 60 minutes later it is gone',
    )
    expect(written[2]).toBe('2024-01-01T00:00:00.000Z latency: GET /api/v3/time: 1 ms late')
    await workspace.exchange.serve({ ...request, scenarios: ['delisting'] })
    expect(lines.join('\n')).toContain('seed 7, scenarios: delisting\n2024-01-01T00:00:00.000Z delisting: SIMUSDT')
  })

  test('takes fees from a coin that the account has', async () => {
    const workspace = await open()
    const served = await workspace.exchange.serve({
      port: 0,
      bases: ['abc', 'bnb'],
      market: 'market',
      speed: 'stepped',
      balances: { USDT: '1000', bnb: '2' },
      feeCoin: 'bnb',
      to: '2024-01-02',
    })
    const exchange = await clientOf(served)
    const { ask } = await exchange.fetchQuote('ABC/USDT')
    const step = (await exchange.fetchMarketRules()).get('ABC/USDT')?.amountStep ?? ask
    const amount = ask.pow(-1).times(50).toNearest(step)
    await exchange.createOrder({
      symbol: 'ABC/USDT',
      side: 'buy',
      type: 'limit',
      price: ask,
      amount,
      clientOrderId: 'a',
    })
    const fills = await exchange.fetchFills('ABC/USDT', 0)
    expect(fills.map(({ fee }) => fee.currency)).toEqual(['BNB'])
    expect((await exchange.fetchBalances()).get('BNB')?.free.lt(2)).toBe(true)
  })

  test('has scenarios to choose from', async () => {
    const workspace = await open()
    const outage = (await workspace.exchange.scenarios({})).find(({ id }) => id === 'outage')
    expect(outage?.summary).toContain('nothing is answered')
    expect(outage?.settings).toMatchObject({ every: 40, requests: 4, lasts: 60_000 })
  })
})

describe('a simulated exchange is refused', () => {
  test.each([
    ['latency:\n  max: 5\nflood: {}', 'wrong.yaml:3: no scenario is called flood; there are '],
    ['latency:\n  max: 5\n  mix: 6', 'wrong.yaml:3: latency: Unrecognized key: "mix"'],
    ['outage:\n  every: 0', 'wrong.yaml:2: outage: every: '],
    ['- outage', 'wrong.yaml:1: expected one scenario a line'],
    ['outage: {', 'wrong.yaml: not valid YAML'],
  ])('for the scenarios %j, with their line', async (yaml, words) => {
    const workspace = await open()
    await writeFile(join(workspace.directory, 'wrong.yaml'), yaml)
    await expect(workspace.exchange.serve({ market: 'sinus', scenarios: ['wrong.yaml'] })).rejects.toThrow(words)
  })

  const refused: readonly (readonly [ServeExchangeRequest, string | RegExp])[] = [
    [{ market: 'sinus', scenarios: ['flood'] }, 'no scenario is called flood; there are '],
    [{ market: 'sinus', scenarios: ['absent.yaml'] }, /^scenarios .*absent.yaml: cannot be read/],
    [{ market: 'sinus', log: 'absent/events.log' }, /^log .*absent\/events\.log: cannot be written/],
    [{ speed: 0 }, 'speed is 0'],
    [{ volumeShare: 2 }, 'volumeShare is 2'],
    [{ balances: '-1' }, 'balances is -1: expected an amount of quote such as 10000'],
    [{ balances: { BNB: 'much' } }, 'balances.BNB is much: expected an amount of quote'],
    [{ feeDiscount: 2 }, 'feeDiscount is 2'],
    [{ market: 'sinus', feeCoin: 'bnb' }, 'fees in BNB need a market of BNB'],
    [{ from: 'yesterday' }, 'from is yesterday'],
    [{ market: 'sinus', from: '2024-02-01', to: '2024-01-01' }, 'is an empty range'],
    [{ market: 'sinus', to: '2023-01-01' }, /from 2024-01-01T00:00Z is not before to 2023-01-01T00:00Z/],
    [{}, 'there are no candles to replay'],
  ]
  test.each(refused)('for %j', async (request, words) => {
    const workspace = await open()
    await expect(workspace.exchange.serve({ port: 0, ...request })).rejects.toThrow(words)
  })

  test('where its port is taken', async () => {
    const workspace = await open()
    const { url } = await workspace.exchange.serve({ port: 0, market: 'sinus' })
    const port = Number(new URL(url).port)
    await expect(workspace.exchange.serve({ port, market: 'sinus' })).rejects.toThrow(/port \d+ is taken.*with port/)
  })
})
