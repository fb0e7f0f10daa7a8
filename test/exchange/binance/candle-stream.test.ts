import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { openCandleStream } from '../../../src/workspace/data/follow/candle-stream.js'
import { createRng } from '../../../src/core/rng.js'
import { MINUTE } from '../../../src/core/time.js'
import { createCandleBuffer } from '../../../src/exchange/candle-buffer.js'
import { openCcxtExchange } from '../../../src/exchange/open-ccxt-exchange.js'
import { ExchangeRefusedError, ExchangeUnavailableError } from '../../../src/exchange/exchange-errors.js'
import type { Exchange, RawCandle } from '../../../src/exchange/exchange.js'
import { keepWatching } from '../../../src/exchange/ccxt/keep-watching.js'
import {
  startSimulatedExchange,
  type SimulatedExchange,
  type SimulatedExchangeOptions,
} from '../../../src/exchange/simulated/simulated-exchange.js'
import { fakeExchange } from '../../support/fake-exchange.js'
import { START, swinging } from '../market.js'

const SYMBOL = 'ABC/USDT'

async function open(
  symbols: readonly string[],
  options: Partial<SimulatedExchangeOptions> = {},
): Promise<{ simulated: SimulatedExchange; exchange: Exchange }> {
  const simulated = await startSimulatedExchange({
    candles: new Map(symbols.map((symbol) => [symbol, swinging(60)])),
    balances: {},
    ...options,
  })
  onTestFinished(() => simulated.close())
  const exchange = await openCcxtExchange({
    id: 'binance',
    url: simulated.url,
    clock: simulated.control.clock,
    initialDelay: 5,
    rng: createRng(1),
  })
  onTestFinished(() => exchange.close())
  return { simulated, exchange }
}

describe('candles by WebSocket', () => {
  test('are told once they are over, with every field that a request would give', async () => {
    const { simulated, exchange } = await open([SYMBOL])
    const inbox = createCandleBuffer(() => undefined)
    const end = new AbortController()
    const heard: [number, RawCandle][] = []
    const listener = {
      ...inbox,
      onCandle: (symbol: string, candle: RawCandle) => {
        heard.push([simulated.control.now(), candle])
        inbox.onCandle(symbol, candle)
      },
    }
    const watching = exchange.watchCandles?.([SYMBOL], listener, end.signal)
    expect(await inbox.waitUntilUp(5000)).toBe(true)
    for (let step = 0; step < 20; step++) {
      simulated.control.step(20_000)
      await sleep(5)
    }
    expect(await inbox.waitForCandles([SYMBOL], START + 5 * MINUTE, 2000)).toBe(true)
    const asked = await exchange.fetchCandles(SYMBOL, START, 6)
    expect([...inbox.candlesOf(SYMBOL).values()]).toEqual(asked)
    expect(heard.every(([now, { time }]) => now >= time + MINUTE)).toBe(true)
    end.abort()
    await watching
  })

  test('an unknown symbol is refused', async () => {
    const { exchange } = await open([SYMBOL])
    const inbox = createCandleBuffer(() => undefined)
    await expect(exchange.watchCandles?.(['XYZ/USDT'], inbox, new AbortController().signal)).rejects.toThrow(
      ExchangeRefusedError,
    )
  })

  test('connect again with growing waits while the exchange is away, and end at once when they are stopped', async () => {
    const { simulated, exchange } = await open([SYMBOL])
    const waits: number[] = []
    const inbox = createCandleBuffer(() => undefined)
    const end = new AbortController()
    const listener = { ...inbox, onDisconnect: (_reason: string, wait: number) => void waits.push(wait) }
    const watching = exchange.watchCandles?.([SYMBOL], listener, end.signal)
    expect(await inbox.waitUntilUp(5000)).toBe(true)
    await simulated.close()
    await vi.waitFor(() => expect(waits.length).toBeGreaterThan(6), { timeout: 10_000 })
    expect(waits[5]).toBeGreaterThan(4 * (waits[0] ?? 0))
    end.abort()
    await watching
  })

  test('the same seed does the same to 24 streams', async () => {
    const symbols = Array.from({ length: 24 }, (_, base) => `B${base}/USDT`)
    const scenarios = ['dropped-sockets', 'duplicated-events', 'reordered-events'].map((id) => ({
      id,
      settings: { every: 60 },
    }))
    const runs = []
    for (let time = 0; time < 2; time++) {
      const log: unknown[] = []
      const onScenarioEvent: SimulatedExchangeOptions['onScenarioEvent'] = (injection) => void log.push(injection)
      const { simulated } = await open(symbols, { scenarios, seed: 11, onScenarioEvent })
      runs.push({ heard: await listen(simulated, symbols), log })
    }
    expect(runs[0]?.heard.length).toBeGreaterThan(24 * 10)
    expect(runs[0]?.log.length).toBeGreaterThan(10)
    expect(runs[1]).toEqual(runs[0])
  })
})

/** What a client of all streams hears that comes back each time its connection breaks. */
async function listen(simulated: SimulatedExchange, symbols: readonly string[]): Promise<string[]> {
  const names = symbols.map((symbol) => `${symbol.replace('/', '').toLowerCase()}@kline_1m`)
  const heard: string[] = []
  let socket: WebSocket | undefined
  for (let minute = 1; minute <= 20; minute++) {
    if (socket?.readyState !== WebSocket.OPEN) {
      socket = new WebSocket(`${simulated.url.replace('http', 'ws')}/stream?streams=${names.join('/')}`)
      socket.on('message', (data: Buffer) => void heard.push(data.toString('utf8')))
      await new Promise((resolve) => socket?.once('open', resolve))
    }
    simulated.control.advanceTo(START + minute * MINUTE)
    await settled(heard, socket)
  }
  socket?.terminate()
  return heard
}

/** Resolves once nothing more has come for some turns. A ping would end a broken connection before all of it was read. */
async function settled(heard: readonly string[], socket: WebSocket): Promise<void> {
  for (let [before, quiet] = [-1, 0]; quiet < 3 || socket.readyState === WebSocket.CLOSING;) {
    quiet = before === heard.length ? quiet + 1 : 0
    before = heard.length
    await sleep(20)
  }
}

const refuse = (): void => {
  throw new ExchangeRefusedError('not wanted')
}

describe('watching on and on', () => {
  const policy = { initialDelay: 1, maxDelay: 8, rng: createRng(1), silenceTimeout: 20 }

  test('a connection on which nothing is heard is ended and made again', async () => {
    const end = new AbortController()
    const told: string[] = []
    let connections = 0
    const next = async (): Promise<void> => {
      if (told.length < 2) await new Promise(() => undefined)
      end.abort()
    }
    await keepWatching(
      { next, disconnect: async () => void connections++, onError: (error) => void told.push(String(error)) },
      policy,
      end.signal,
    )
    expect(told).toEqual(Array.from({ length: 2 }, () => 'Silent: nothing was heard for 0 s'))
    expect(connections).toBe(2)
  })

  test('a fault for which connecting again is of no use ends it', async () => {
    const watching = {
      next: () => Promise.reject(new Error('x')),
      disconnect: () => Promise.resolve(),
      onError: refuse,
    }
    await expect(keepWatching(watching, policy, new AbortController().signal)).rejects.toThrow('not wanted')
  })
})

const upUntilStopped: NonNullable<Exchange['watchCandles']> = async (_symbols, listener, signal) => {
  listener.onConnect()
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
}

describe('an exchange without streams', () => {
  const still = fakeExchange({ start: START, symbols: [SYMBOL], price: () => 1 })

  test('is asked each minute, and that is said', async () => {
    const said: string[] = []
    const stream = openCandleStream(
      async () => still,
      [SYMBOL],
      (line) => void said.push(line),
    )
    await stream.start()
    await stream.start()
    expect(stream.isRunning()).toBe(false)
    await stream.close()
    expect(said).toEqual([expect.stringContaining('no stream that says when a candle is over')])
  })

  test('one that does not answer is tried again', async () => {
    const said: string[] = []
    let away = true
    const exchange = async (): Promise<Exchange> => {
      if (away) throw new ExchangeUnavailableError('nobody there; try again later')
      return { ...still, watchCandles: upUntilStopped }
    }
    const stream = openCandleStream(exchange, [SYMBOL], (line) => void said.push(line))
    await stream.start()
    expect(stream.isRunning()).toBe(false)
    away = false
    await stream.start()
    expect([stream.isRunning(), said]).toEqual([
      true,
      ['nobody there; try again later; candles are asked for each minute until then'],
    ])
    await stream.close()
  })

  test('so is one that refuses its streams', async () => {
    const said: string[] = []
    const refusing: Exchange = {
      ...still,
      watchCandles: () => Promise.reject(new ExchangeRefusedError('no streams today')),
    }
    const stream = openCandleStream(
      async () => refusing,
      [SYMBOL],
      (line) => void said.push(line),
    )
    await stream.start()
    await stream.start()
    expect([stream.isRunning(), said]).toEqual([false, ['no streams today; candles are asked for each minute instead']])
    await stream.close()
  })
})
