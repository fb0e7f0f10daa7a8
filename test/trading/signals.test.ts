import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openBook } from '../../src/bookkeeping/book.js'
import { openCcxtExchange } from '../../src/exchange/open-ccxt-exchange.js'
import { systemClock } from '../../src/workspace/system-clock.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { bundleTradeChild } from './bundle-trade-child.js'
import { SYMBOLS, startMarket } from './simulated-scene.js'

test.each(['SIGHUP', 'SIGTERM', 'SIGINT'] as const)(
  '%s to a trader whose terminal is gone cancels its open orders and ends it',
  async (signal) => {
    const child = await bundleTradeChild(signal)
    // A minute of the market takes a second, so that orders of a thin market rest for a while.
    const server = await startMarket(600, { pace: { speed: 60, clock: systemClock }, volumeShare: '0.0001' })
    const exchange = await openCcxtExchange({ id: 'binance', ...server, clock: server.control.clock })
    onTestFinished(async () => {
      await exchange.close()
      await server.close()
    })
    const file = join(await temporaryFolder(), 'book.sqlite')
    const trader = spawn(process.execPath, [child, server.url, server.apiKey, server.secret, file, 'r1'])
    onTestFinished(() => void trader.kill('SIGKILL'))
    const ended = new Promise<number | null>((resolve) => {
      trader.once('exit', (code) => resolve(code))
    })
    const open = async (): Promise<number> => {
      const lists = await Promise.all(SYMBOLS.map((symbol) => exchange.fetchOpenOrders(symbol)))
      return lists.flat().length
    }
    while ((await open()) === 0 && trader.exitCode === null) await sleep(20)
    trader.stdout.destroy()
    trader.stderr.destroy()
    trader.kill(signal)
    expect(await ended).toBe(130)
    expect(await open()).toBe(0)
    const book = openBook(file)
    onTestFinished(() => book.close())
    expect(book.runs().map(({ outcome }) => outcome)).toEqual(['stopped'])
    expect(book.unsettledOrders('a')).toEqual([])
    expect(book.orders('a').some(({ state }) => state === 'cancelled')).toBe(true)
  },
  180_000,
)
