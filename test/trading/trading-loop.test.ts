import { describe, expect, test } from 'vitest'
import { defaultConfig } from '../../src/config/parse-config.js'
import { MINUTE, SECOND } from '../../src/core/time.js'
import { runTradingLoop } from '../../src/trading/trading-loop.js'
import { fakeExchange } from '../support/fake-exchange.js'
import { BUY, HOLD, SELL, START, SYMBOL, expectConsistent, newBook, trade } from './scenario.js'

describe('a loop with an exchange in memory', () => {
  test('buys in orders of at most 4500, holds, sells all of it', async () => {
    const ran = await trade({ minutes: 6, scores: (minute) => (minute === 1 ? BUY : minute === 4 ? SELL : HOLD) })
    const { book, exchange } = ran
    expect(ran.outcome).toMatchObject({ outcome: 'done', minutes: 6, skipped: 0 })
    expect(exchange.placed.map((order) => order.side)).toEqual(['buy', 'buy', 'buy', 'sell', 'sell', 'sell'])
    expect(exchange.placed.every((order) => order.price.times(order.amount).lte(4500))).toBe(true)
    expect(book.decisions('r1').map(({ act, reason }) => `${act}: ${reason}`)).toEqual([
      'none: no signal',
      'buy: buy signal',
      'none: no signal',
      'none: no signal',
      'sell: sell signal',
      'none: no signal',
    ])
    expectConsistent(ran)
    expect(exchange.total('FIL').lt('0.001')).toBe(true)
    expect(ran.reports.at(-1)?.equity.toFixed()).toBe(
      exchange.total('USDT').plus(exchange.total('FIL').times(10)).toFixed(),
    )
  })

  test('a blocked base is not bought, and what is held of it is sold', async () => {
    const asked: number[] = []
    const buyBlockedReason = async (_base: string, time: number): Promise<string | undefined> => {
      const minute = (time - START) / MINUTE
      asked.push(minute)
      return minute === 1 ? undefined : 'on the blacklist'
    }
    const ran = await trade({
      minutes: 5,
      buyBlockedReason,
      scores: (minute) => [BUY, BUY, HOLD, SELL, BUY][minute] ?? HOLD,
    })
    const acts = ran.book.decisions('r1').map(({ act, reason }) => `${act}: ${reason}`)
    expect(acts).toEqual([
      'none: on the blacklist',
      'buy: buy signal',
      'none: no signal',
      'sell: sell signal',
      'none: on the blacklist',
    ])
    expect(asked).toEqual([0, 1, 3, 4])
    expectConsistent(ran)
  })

  test('nothing is decided about a base that is not under watch; what is held stays under watch', async () => {
    const asked: number[] = []
    const unwatchedReason = async (_base: string, time: number): Promise<string | undefined> => {
      const minute = (time - START) / MINUTE
      asked.push(minute)
      return minute === 2 || minute === 3 ? undefined : 'too little volume'
    }
    const ran = await trade({
      minutes: 8,
      unwatchedReason,
      scores: (minute) => [BUY, BUY, HOLD, BUY, HOLD, SELL][minute] ?? BUY,
    })
    const decided = ran.book.decisions('r1').map(({ minute, act }) => [(minute - START) / MINUTE, act])
    expect(decided).toEqual([
      [2, 'none'],
      [3, 'buy'],
      [4, 'none'],
      [5, 'sell'],
    ])
    expect(asked).toEqual([0, 1, 2, 3, 6, 7])
    const told = ran.book.actions('r1').filter(({ kind }) => kind === 'watch')
    expect(told.map(({ time, detail }) => [(time - START) / MINUTE, detail])).toEqual([
      [0, 'not under watch: too little volume'],
      [2, 'under watch again'],
      [6, 'not under watch: too little volume'],
    ])
    expect(ran.outcome.minutes).toBe(8)
    expectConsistent(ran)
  })

  test('a purchase that is not filled is cancelled after 45 seconds and not repeated by itself', async () => {
    const ran = await trade({ minutes: 3, fillShare: () => 0, scores: (minute) => (minute === 0 ? BUY : HOLD) })
    const [order] = ran.book.orders('a')
    expect(ran.exchange.placed.length).toBe(3)
    expect(ran.exchange.placed.every((one) => one.status === 'cancelled')).toBe(true)
    const times = ran.book
      .changes(order?.clientOrderId ?? '')
      .map(({ state, time }) => [state, (time - START) / SECOND])
    expect(times).toEqual([
      ['planned', 0],
      ['open', 0],
      ['cancelled', 45],
    ])
    expect(ran.exchange.total('USDT').toFixed()).toBe('10000')
    expectConsistent(ran)
  })

  test('a sale that is not filled is placed again at the new bid until it is', async () => {
    let sales = 0
    const ran = await trade({
      minutes: 5,
      price: (_symbol, time) => 10 - (time - START) / MINUTE / 10,
      fillShare: ({ side }) => (side === 'buy' || ++sales > 6 ? 1 : 0),
      scores: (minute) => (minute === 0 ? BUY : minute === 1 ? SELL : HOLD),
    })
    const sold = ran.book.orders('a').filter((order) => order.side === 'sell')
    const minutes = sold.map(({ time, state }) => [(time - START) / SECOND, state])
    expect(minutes).toEqual([
      ...Array.from({ length: 3 }, () => [60, 'cancelled']),
      ...Array.from({ length: 3 }, () => [105, 'cancelled']),
      ...Array.from({ length: 3 }, () => [150, 'filled']),
    ])
    expect(new Set(sold.map((order) => order.price.toFixed())).size).toBeGreaterThan(1)
    expectConsistent(ran)
  })

  test('a position that closes below its average fill price for more than five minutes is sold', async () => {
    const ran = await trade({
      minutes: 12,
      price: (_symbol, time) => (time < START + MINUTE ? 10 : 9),
      scores: (minute) => (minute === 0 ? BUY : HOLD),
    })
    const decisions = ran.book.decisions('r1')
    expect(decisions.findIndex((one) => one.act === 'sell')).toBe(6)
    expect(decisions.slice(1, 7).map((one) => one.lossMinutes)).toEqual([1, 2, 3, 4, 5, 6])
    expectConsistent(ran)
  })

  test('a buy signal while holding resets the count of minutes below water', async () => {
    const ran = await trade({
      minutes: 12,
      price: (_symbol, time) => (time < START + MINUTE ? 10 : 9),
      scores: (minute) => (minute === 0 || minute === 5 ? BUY : HOLD),
    })
    expect(ran.book.decisions('r1').findIndex((one) => one.act === 'sell')).toBe(11)
  })

  test('an order whose answer was lost after it was placed is taken over, never sent twice', async () => {
    const ran = await trade({
      minutes: 4,
      fault: (call) => (call.startsWith('createOrder') ? 'lost after' : undefined),
      scores: (minute) => (minute === 0 ? BUY : minute === 2 ? SELL : HOLD),
    })
    expect(ran.exchange.placed.length).toBe(6)
    expect(ran.book.actions('r1').filter((action) => action.kind === 'fault').length).toBe(6)
    expectConsistent(ran)
  })

  test('an order that never arrived is lost, and blocks its base only until that is certain', async () => {
    let sent = 0
    const ran = await trade({
      minutes: 4,
      fault: (call) => (call.startsWith('createOrder') && ++sent <= 3 ? 'lost before' : undefined),
      scores: () => BUY,
    })
    expect(ran.book.orders('a').map((order) => order.state)).toEqual([
      'lost',
      'lost',
      'lost',
      'filled',
      'filled',
      'filled',
    ])
    expectConsistent(ran)
  })

  test('a minute without an exchange is skipped and recorded', async () => {
    let asked = 0
    const ran = await trade({
      minutes: 4,
      fault: (call) => (call.startsWith('candles') && ++asked === 2 ? 'unavailable' : undefined),
      scores: (minute) => (minute === 3 ? BUY : HOLD),
    })
    expect(ran.outcome).toMatchObject({ outcome: 'done', minutes: 3, skipped: 1 })
    expect(ran.book.actions('r1').find((action) => action.kind === 'skip')?.detail).toContain('not reached')
    expect(ran.exchange.placed.length).toBe(3)
    expectConsistent(ran)
  })

  test('nothing is decided on a candle that is not there, and the gap is filled afterwards', async () => {
    const ran = await trade({
      minutes: 4,
      missing: (_symbol, time) => time === START + MINUTE,
      scores: () => HOLD,
    })
    expect(ran.book.decisions('r1').map((one) => (one.minute - START) / MINUTE)).toEqual([0, 1, 3])
  })

  test('a refused order is recorded with the reason and the loop goes on', async () => {
    const ran = await trade({
      minutes: 3,
      fault: (call) => (call.startsWith('createOrder') ? 'rejected' : undefined),
      scores: () => BUY,
    })
    expect(ran.outcome.outcome).toBe('done')
    expect(ran.book.orders('a').every((order) => order.state === 'rejected' && order.isComplete)).toBe(true)
    const [first] = ran.book.orders('a')
    expect(ran.book.changes(first?.clientOrderId ?? '').at(-1)?.detail).toContain('refused')
  })

  test('a stop cancels what is open and leaves a consistent book', async () => {
    const abort = new AbortController()
    const ran = await trade({
      minutes: 10,
      signal: abort.signal,
      fillShare: () => 0.5,
      scores: () => BUY,
      onMinute: () => abort.abort(new Error('asked to stop')),
    })
    expect(ran.outcome.outcome).toBe('stopped')
    expect(ran.exchange.placed.every((order) => order.status === 'cancelled')).toBe(true)
    expect(ran.book.runs().at(-1)?.outcome).toBe('stopped')
    expectConsistent(ran)
  })

  test('what this book did not buy is not sold', async () => {
    const ran = await trade({ minutes: 3, holdings: { FIL: '50' }, scores: () => SELL })
    expect(ran.exchange.placed).toEqual([])
    const bought = await trade({
      minutes: 4,
      quote: '1000',
      holdings: { FIL: '50' },
      scores: (minute) => (minute === 0 ? BUY : SELL),
    })
    const [buy, sell] = bought.exchange.placed
    expect(sell?.amount.lte(buy?.amount ?? 0)).toBe(true)
    expect(bought.exchange.total('FIL').gte(50)).toBe(true)
  })

  test('adopted holdings are sold, less what is blocked', async () => {
    const ran = await trade({
      minutes: 2,
      holdings: { FIL: '50' },
      blocked: '20',
      trading: { adoptHoldings: true },
      scores: () => SELL,
    })
    expect(ran.exchange.total('FIL').toFixed()).toBe('20')
  })

  test('the first balances are those before the first order, though it goes out in the same moment', async () => {
    const { book } = await trade({ minutes: 1, scores: () => BUY })
    const [first] = book.balances('r1')
    expect([first?.snapshot, first?.currency, first?.free.toFixed()]).toEqual([1, 'USDT', '10000'])
    expect(
      book
        .balances('r1')
        .filter(({ snapshot }) => snapshot === 2)
        .map(({ currency }) => currency),
    ).toEqual(['FIL', 'USDT'])
  })

  test('a fault of the scores ends the run, cleaned up', async () => {
    const book = await newBook()
    const exchange = fakeExchange({ start: START, symbols: [SYMBOL], price: () => 10, fillShare: () => 0 })
    const run = runTradingLoop({
      exchange,
      book,
      run: { id: 'r1', account: 'a', mode: 'replay', time: START, config: '{}' },
      clock: exchange.clock,
      config: defaultConfig().trading,
      thresholds: { buy: 0.7, sell: 0.8 },
      quote: 'USDT',
      bases: [{ name: 'fil', symbol: SYMBOL }],
      history: 2,
      score: async () => {
        if (exchange.clock.now() > START) throw new Error('broken scores')
        return BUY
      },
      until: START + 10 * MINUTE,
      signal: new AbortController().signal,
    })
    await expect(run).rejects.toThrow('broken scores')
    expect(exchange.placed.every((order) => order.status === 'cancelled')).toBe(true)
    expect(book.runs().at(-1)?.outcome).toBe('failed')
  })
})
