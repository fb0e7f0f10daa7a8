import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { connectRemoteClock } from '../../src/exchange/simulated/clock/remote-clock.js'
import { openCcxtExchange } from '../../src/exchange/open-ccxt-exchange.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { MINUTE } from '../../src/core/time.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { START, swinging } from './market.js'

const answer = z.object({
  url: z.string(),
  apiKey: z.string(),
  secret: z.string(),
  symbols: z.array(z.string()),
  from: z.number(),
  to: z.number(),
})

async function served(io: FakeIo, ...args: readonly string[]): Promise<{ text: string; ended: Promise<number> }> {
  const ended = run(['exchange', '--port', '0', ...args], io)
  for (let i = 0; i < 500 && io.stdout() === '' && io.stderr() === ''; i++) await sleep(20)
  return { text: io.stdout(), ended }
}

function secretIn(text = ''): string | undefined {
  return /FOLLOWUPWARD_SECRET=([0-9a-f]{64})/.exec(text)?.[1]
}

describe('followupward exchange', () => {
  test('serves stored candles to a client in another process, and ends on Ctrl-C', async () => {
    const folder = await temporaryFolder()
    const market = { exchange: 'binance', type: 'spot', symbol: 'ABC/USDT', interval: '1m' }
    await openCandleStore(`${folder}/data`).merge(market, swinging(3000))
    const io = fakeIo(folder)
    const { text, ended } = await served(io, '--speed', 'stepped', '--balance', '123.5', '--json')
    const { url, apiKey, secret, symbols, from } = answer.parse(JSON.parse(text))
    expect(symbols).toEqual(['ABC/USDT'])
    expect(from).toBeGreaterThan(START)
    const clock = await connectRemoteClock(url, io.clock)
    const exchange = await openCcxtExchange({ id: 'binance', url, apiKey, secret, clock })
    await clock.sleepUntil(from + 5 * MINUTE)
    expect(await exchange.fetchTime()).toBe(from + 5 * MINUTE)
    expect((await exchange.fetchBalances()).get('USDT')?.free.toFixed()).toBe('123.5')
    // What lies before the replay is there as history.
    expect((await exchange.fetchCandles('ABC/USDT', START, 1000)).map((candle) => candle.time)[0]).toBe(START)
    await exchange.close()
    io.interrupt()
    expect(await ended).toBe(0)
  })

  test('serves a made-up market and says how to trade on it; the same seed has the same key', async () => {
    const [first, second, other] = await Promise.all(
      ['7', '7', '8'].map(async (seed) => {
        const io = fakeIo(await temporaryFolder())
        const { text, ended } = await served(
          io,
          '--market',
          'sinus',
          '--seed',
          seed,
          '--base',
          'one,two',
          '--to',
          '2024-01-03',
        )
        io.interrupt()
        expect(await ended).toBe(0)
        return text
      }),
    )
    expect(first).toContain('ONE/USDT, TWO/USDT: made-up candles (sinus)')
    expect(first).toContain('exchange: { id: binance, url: http://127.0.0.1:')
    expect(secretIn(first)).toBe(secretIn(second))
    expect(secretIn(first)).not.toBe(secretIn(other))
  })

  test('with scenarios logs its seed and every event, on stderr or in a file', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'hostile.yaml'), 'latency: { most: 1, share: 1 }\ndelisting:\n  after: 5\n')
    const io = fakeIo(folder)
    const made = ['--market', 'sinus', '--to', '2024-01-02', '--seed', '7', '--speed', 'stepped', '--json']
    const args = [...made, '--scenario', 'outage,ban', '--scenario', 'hostile.yaml', '--log', 'events.log']
    const { text, ended } = await served(io, ...args)
    const { url } = answer.parse(JSON.parse(text))
    await fetch(`${url}/api/v3/time`).catch(() => undefined)
    io.interrupt()
    expect(await ended).toBe(0)
    const lines = (await readFile(join(folder, 'events.log'), 'utf8')).trim().split('\n')
    expect(lines[0]).toBe('seed 7, scenarios: outage, ban, latency {"most":1,"share":1}, delisting {"after":5}')
    expect(lines[1]).toBe(
      '2024-01-01T00:00:00.000Z delisting: SIMUSDT: trade ends at 2024-01-01T00:05Z, 60 minutes later it is gone',
    )
    expect(lines[2]).toBe('2024-01-01T00:00:00.000Z latency: GET /api/v3/time: 1 ms late')
    const loud = fakeIo(folder)
    const again = await served(loud, ...made, '--scenario', 'delisting')
    loud.interrupt()
    expect(await again.ended).toBe(0)
    expect(loud.stderr()).toContain('seed 7, scenarios: delisting\n2024-01-01T00:00:00.000Z delisting: SIMUSDT')
  })

  test('takes fees from a coin that the account has', async () => {
    const io = fakeIo(await temporaryFolder())
    const coin = ['--base', 'abc,bnb', '--balance', '1000,bnb=2', '--fee-coin', 'bnb', '--to', '2024-01-02']
    const { text, ended } = await served(io, '--market', 'market', '--speed', 'stepped', '--json', ...coin)
    const { url, apiKey, secret } = answer.parse(JSON.parse(text))
    const clock = await connectRemoteClock(url, io.clock)
    const exchange = await openCcxtExchange({ id: 'binance', url, apiKey, secret, clock })
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
    await exchange.close()
    io.interrupt()
    expect(await ended).toBe(0)
  })

  test('lists the scenarios', async () => {
    const io = fakeIo(await temporaryFolder())
    expect(await run(['exchange', '--scenarios'], io)).toBe(0)
    expect(io.stdout()).toMatch(/outage +nothing is answered.*every:40, requests:4, lasts:60000/)
  })

  test.each([
    ['latency:\n  most: 5\nflood: {}', 'wrong.yaml:3: no scenario is called flood; there are '],
    ['latency:\n  most: 5\n  mots: 6', 'wrong.yaml:3: latency: Unrecognized key: "mots"'],
    ['outage:\n  every: 0', 'wrong.yaml:2: outage: every: '],
    ['- outage', 'wrong.yaml:1: expected one scenario a line'],
    ['outage: {', 'wrong.yaml: not valid YAML'],
  ])('refuses the scenarios %j with their line', async (yaml, words) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'wrong.yaml'), yaml)
    const io = fakeIo(folder)
    expect(await run(['exchange', '--market', 'sinus', '--scenario', 'wrong.yaml'], io)).toBe(1)
    expect(io.stderr()).toContain(words)
  })

  test.each([
    [['--market', 'sinus', '--scenario', 'flood'], 'no scenario is called flood; there are '],
    [['--market', 'sinus', '--scenario', 'absent.yaml'], '--scenario absent.yaml: cannot be read'],
    [['--market', 'sinus', '--log', 'absent/events.log'], '--log absent/events.log: cannot be written'],
    [['--speed', '0'], '--speed is 0'],
    [['--speed', 'fast'], '--speed is fast'],
    [['--volume-share', '2'], '--volume-share is 2'],
    [['--balance', '-1'], '--balance is -1'],
    [['--balance', '5,BNB'], '--balance is 5,BNB'],
    [['--fee-discount', '2'], '--fee-discount is 2'],
    [['--market', 'sinus', '--fee-coin', 'bnb'], 'fees in BNB need a market of BNB'],
    [['--market', 'cosine'], '--market is cosine'],
    [['--from', 'yesterday'], '--from is yesterday'],
    [['--market', 'sinus', '--from', '2024-02-01', '--to', '2024-01-01'], 'is not before --to'],
    [[], 'there are no candles to replay'],
  ])('refuses %j', async (args, words) => {
    const io = fakeIo(await temporaryFolder())
    const { ended } = await served(io, ...args)
    expect(await ended).toBe(1)
    expect(io.stderr()).toContain(words)
  })
})
