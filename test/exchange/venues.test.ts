import { describe, expect, onTestFinished, test } from 'vitest'
import { CANDLE_COLUMNS, sliceCandles, type Candles } from '../../src/core/candles.js'
import { alwaysOpen } from '../../src/core/calendar.js'
import type { Market } from '../../src/core/market.js'
import { createRng } from '../../src/core/rng.js'
import { MINUTE } from '../../src/core/time.js'
import { findAdapter } from '../../src/exchange/adapters.js'
import { ExchangeRefusedError } from '../../src/exchange/exchange-errors.js'
import { openCcxtExchange } from '../../src/exchange/open-ccxt-exchange.js'
import type { Exchange } from '../../src/exchange/exchange.js'
import { findGaps } from '../../src/ohlcv/gaps.js'
import type { Tally } from '../../src/ohlcv/update/store-rows.js'
import { updateMarket } from '../../src/ohlcv/update/update-market.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { candlesFrom } from '../support/candles-from.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { bybit } from './venues/bybit.js'
import { coinbase } from './venues/coinbase.js'
import { kraken } from './venues/kraken.js'
import { okx } from './venues/okx.js'
import type { PlayedMarket, Venue } from './venues/played-market.js'
import { serveVenue } from './venues/serve-venue.js'

const START = Date.UTC(2023, 7, 31, 18)
const ROWS = 2500
/** Twenty seconds into a minute: its candle is not over. */
const NOW = START + 2400 * MINUTE + 20_000

/** Minutes that the exchange leaves out: single ones, and more in a row than one window of any of these exchanges has. */
const MISSING = [5, 6, 2300, 2399, ...Array.from({ length: 650 }, (_, minute) => 900 + minute)]

const VENUES: readonly [string, (market: PlayedMarket) => Venue, Partial<Record<string, string>>][] = [
  ['kraken', kraken, { priceStep: '0.1', amountStep: '0.00000001', makerFee: '0.0025', takerFee: '0.004' }],
  ['okx', okx, { priceStep: '0.1', amountStep: '0.00000001' }],
  ['bybit', bybit, { priceStep: '0.01', amountStep: '0.000001', minCost: '1' }],
  ['coinbase', coinbase, { priceStep: '0.01', amountStep: '0.00000001' }],
]

async function open(
  play: (market: PlayedMarket) => Venue,
  market: PlayedMarket,
): Promise<{ venue: Venue; exchange: Exchange; asked: readonly string[] }> {
  const venue = play(market)
  const { url, asked } = await serveVenue(venue)
  const clock = { now: market.now, sleepUntil: () => Promise.resolve() }
  const addresses = venue.addresses(url)
  const adapter = findAdapter(venue.id)
  const exchange = await adapter.open({ id: venue.id, addresses, clock, rng: createRng(1), initialDelay: 1 })
  onTestFinished(() => exchange.close())
  return { venue, exchange, asked }
}

async function history(
  exchange: Exchange,
  symbol: string,
  now: number,
  folder: string,
): Promise<{ candles: Candles; tally: Tally }> {
  const market: Market = { exchange: exchange.id, type: 'spot', symbol, interval: '1m' }
  const calendar = alwaysOpen()
  const store = openCandleStore(folder)
  const tally: Tally = { added: 0, repaired: 0, revisions: [] }
  await store.write(market, (writer) =>
    updateMarket({
      source: { exchange, symbol, calendar },
      market,
      store,
      writer,
      end: calendar.timeAt(calendar.ordinalAt(now)),
      begin: START,
      overlap: 60,
      tally,
      signal: new AbortController().signal,
    }),
  )
  return { candles: await store.read(market), tally }
}

/** What a store has of candles whose source tells no more than prices and volume. */
function expectUnified(got: Candles, expected: Candles): void {
  expect(got.grid.first).toBe(expected.grid.first)
  expect(got.grid.rows).toBe(expected.grid.rows)
  expect(got.filled).toEqual(expected.filled)
  for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) expect(got[name]).toEqual(expected[name])
  for (const name of CANDLE_COLUMNS.slice(5)) {
    expect(got[name].every((value, row) => (got.filled[row] === 1 ? value === 0 : Number.isNaN(value)))).toBe(true)
  }
}

describe.each(VENUES)('history of %s, opened by its id', (_id, play, rules) => {
  test('comes page by page, without the minute that is not over and with its gaps, and goes on where it was', async () => {
    let now = NOW
    const candles = candlesFrom(START, ROWS, { missing: MISSING })
    const { venue, exchange, asked } = await open(play, { candles, now: () => now })
    const folder = await temporaryFolder()
    const first = await history(exchange, venue.symbol, now, folder)
    // Kraken has no more than its last 720 candles, the one that is not over among them.
    const begin = venue.id === 'kraken' ? 2400 - 719 : 0
    expectUnified(first.candles, sliceCandles(candles, begin, 2399 - begin))
    expect(first.tally.revisions).toEqual([])
    now += 30 * MINUTE
    const before = asked.length
    const second = await history(exchange, venue.symbol, now, folder)
    expectUnified(second.candles, sliceCandles(candles, begin, 2430 - begin))
    expect(second.tally).toMatchObject({ added: 30, revisions: [] })
    expect(asked.length - before).toBeLessThanOrEqual(3)
    const grid = { grid: second.candles.grid, filled: second.candles.filled }
    const gaps = findGaps(grid, { outageMinutes: 30 })
    const missing = MISSING.filter((minute) => minute >= begin).length
    expect(gaps.reduce((sum, { minutes }) => sum + minutes, 0)).toBe(missing)
  })

  test('its clock, its markets with steps and fees, an unknown symbol', async () => {
    const candles = candlesFrom(START, ROWS)
    const { venue, exchange } = await open(play, { candles, now: () => NOW })
    expect(Math.abs((await exchange.fetchTime()) - NOW)).toBeLessThan(1000)
    const found = (await exchange.fetchMarketRules()).get(venue.symbol)
    const told = Object.fromEntries(Object.entries(found ?? {}).map(([name, value]) => [name, String(value)]))
    expect(told).toMatchObject({ active: 'true', ...rules })
    const refusal = await exchange.fetchCandles('NO/SUCH', START, 10).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ExchangeRefusedError)
    expect(String(refusal)).toContain('NO/SUCH')
  })
})

describe('an exchange without minute candles', () => {
  test.each(['coincheck', 'mercado'])('%s is named in one line, and nobody is asked', async (id) => {
    const clock = { now: () => NOW, sleepUntil: () => Promise.resolve() }
    const exchange = await openCcxtExchange({ id, clock, addresses: { public: 'http://127.0.0.1:1' } })
    await expect(exchange.fetchCandles('BTC/JPY', START, 10)).rejects.toThrow(
      `${id} gives no minute candles; choose another exchange.id`,
    )
    await exchange.close()
  })
})
