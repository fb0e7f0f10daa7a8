import { describe, expect, test } from 'vitest'
import { summariseActions, tradeTwo } from './two-bases.js'
import { ExchangeRefusedError } from '../../src/exchange/exchange-errors.js'
import { MINUTE } from '../../src/core/time.js'
import { Decimal } from '../../src/core/decimal.js'
import { BUY, HOLD, SELL, START, newBook } from './scenario.js'

describe('a market that the exchange does not have, or has halted', () => {
  test('is left out by name, and the other one is traded', async () => {
    const { book, outcome } = await tradeTwo({ scores: () => BUY, marketsAt: () => ['FIL/USDT'] })
    expect(outcome).toMatchObject({ outcome: 'done', minutes: 3 })
    expect(new Set(book.fills('a').map(({ symbol }) => symbol))).toEqual(new Set(['FIL/USDT']))
    expect(summariseActions(book)).toEqual(['unavailable mis: left out: fake has no market MIS/USDT'])
    expect([...outcome.unavailable]).toEqual([['mis', 'fake has no market MIS/USDT']])
    expect(new Set(book.decisions('r1').map(({ base }) => base))).toEqual(new Set(['fil']))
  })

  test('halted is as good as gone; what is held there is named, and stays in the book', async () => {
    const first = await tradeTwo({ scores: () => BUY })
    expect(first.book.positions('a').size).toBe(2)
    const held = first.book.positions('a').get('MIS/USDT')?.amount.toFixed()
    const second = await tradeTwo({ ...first, scores: () => SELL, runId: 'r2', halted: ['MIS/USDT'] })
    expect(second.outcome.outcome).toBe('done')
    expect(summariseActions(second.book, 'r2')).toEqual([
      `unavailable mis: left out: trading in MIS/USDT is halted on fake; ${held} mis are held and cannot be sold there`,
    ])
    expect(second.book.unavailableBases('r2').get('mis')).toContain('are held and cannot be sold')
    expect(second.book.positions('a').get('FIL/USDT')?.amount.toNumber()).toBeLessThan(0.001)
    expect(second.book.positions('a').get('MIS/USDT')?.amount.toFixed()).toBe(held)
  })

  test('that comes back is traded again, and one that goes during the run is left out then', async () => {
    const { book, outcome } = await tradeTwo({
      minutes: 25,
      scores: () => HOLD,
      marketsAt: (time) => {
        if (time < START + 10 * MINUTE) return ['FIL/USDT']
        return time < START + 20 * MINUTE ? ['FIL/USDT', 'MIS/USDT'] : ['MIS/USDT']
      },
    })
    expect(outcome.minutes).toBe(25)
    expect(summariseActions(book)).toEqual([
      'unavailable mis: left out: fake has no market MIS/USDT',
      'available mis: traded again',
      'unavailable fil: left out: fake has no market FIL/USDT',
    ])
    const minutesOf = (base: string): number => book.decisions('r1').filter((one) => one.base === base).length
    expect([minutesOf('fil'), minutesOf('mis')]).toEqual([20, 15])
  })

  test('whose candles are refused during the run is left out, and the run goes on and ends well', async () => {
    const { book, outcome } = await tradeTwo({
      scores: () => BUY,
      refused: (symbol, time) => symbol === 'MIS/USDT' && time > START,
    })
    expect(outcome).toMatchObject({ outcome: 'done', minutes: 3 })
    expect(summariseActions(book)).toEqual([
      expect.stringMatching(
        /^unavailable mis: left out: no candles of MIS\/USDT; .* are held and cannot be sold there$/,
      ),
    ])
  })

  test('leaves an order that was open there as lost, and the other one is traded', async () => {
    const book = await newBook()
    book.startRun({ id: 'r0', account: 'a', mode: 'replay', time: START, config: '{}' })
    const terms = { price: new Decimal(9), amount: new Decimal(1), icebergAmount: undefined }
    const planned = {
      clientOrderId: 'm',
      base: 'mis',
      symbol: 'MIS/USDT',
      side: 'buy',
      minute: START,
      reason: '',
    } as const
    const order = { ...planned, ...terms }
    book.planOrder(order, { id: 'r0', account: 'a' }, START - MINUTE)
    const placed = {
      exchangeId: 'x',
      filled: new Decimal(0),
      cost: new Decimal(0),
      status: 'open',
      time: START,
    } as const
    book.recordOrder({ ...order, ...placed }, START - MINUTE)
    const { outcome } = await tradeTwo({ book, scores: () => BUY, marketsAt: () => ['FIL/USDT'] })
    expect(outcome).toMatchObject({ outcome: 'done', minutes: 3 })
    expect(book.order('m')).toMatchObject({ state: 'lost', isComplete: true })
    expect(book.fills('a').length).toBeGreaterThan(0)
  })

  test('ends the run where there is no other', async () => {
    await expect(tradeTwo({ scores: () => BUY, marketsAt: () => [] })).rejects.toThrow(
      'none of the bases can be traded: fake has no market FIL/USDT; fake has no market MIS/USDT',
    )
    await expect(tradeTwo({ scores: () => BUY, refused: () => true })).rejects.toThrow(/no candles of FIL/)
  })

  test('without prices is refused an order, and the other one is traded', async () => {
    const { book } = await tradeTwo({
      scores: () => BUY,
      quote: async (symbol, fetch) => {
        if (symbol === 'MIS/USDT') throw new ExchangeRefusedError('the order book is empty')
        return fetch()
      },
    })
    expect(new Set(book.fills('a').map(({ symbol }) => symbol))).toEqual(new Set(['FIL/USDT']))
    const refused = book.actions('r1').filter(({ kind }) => kind === 'refuse')
    expect(refused[0]).toMatchObject({ base: 'mis', detail: 'buy: no price in the order book' })
  })
})
