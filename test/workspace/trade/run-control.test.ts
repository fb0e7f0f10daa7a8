import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openBook, type Book } from '../../../src/bookkeeping/book.js'
import type { ControlCommand } from '../../../src/bookkeeping/records.js'
import { runTrade } from '../../../src/workspace/trade/run-trade.js'
import { systemClock } from '../../../src/workspace/system-clock.js'
import type { TradeReport } from '../../../src/workspace/trade/trade-report.js'
import { defaultConfig } from '../../../src/config/parse-config.js'
import { MINUTE } from '../../../src/core/time.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { BUY, HOLD, SELL, START, SYMBOL, exchangeOf } from '../../trading/scenario.js'

interface Case {
  readonly minutes: number
  readonly scores: (minute: number) => typeof BUY
  /** Done through a second handle on the book, as another process would, before a minute's score is asked for. */
  readonly before?: (minute: number, other: Book) => Promise<void> | void
  readonly fillShare?: () => number
}

async function bookFile(): Promise<string> {
  return join(await temporaryFolder(), 'book.sqlite')
}

async function trade(file: string, { minutes, scores, before, fillShare }: Case): Promise<[TradeReport, Book]> {
  const book = openBook(file, 'crash')
  const other = openBook(file, 'crash')
  onTestFinished(() => {
    book.close()
    other.close()
  })
  const exchange = exchangeOf({ minutes, scores, ...(fillShare && { fillShare }) })
  let minute = -1
  const report = await runTrade(
    {
      book,
      runId: 'r1',
      bases: [{ name: 'fil', symbol: SYMBOL }],
      history: 2,
      score: async () => {
        minute++
        await before?.(minute, other)
        return scores(minute)
      },
      config: defaultConfig(),
      thresholds: { buy: 0.7, sell: 0.8 },
      until: START + minutes * MINUTE,
      signal: new AbortController().signal,
      machineClock: systemClock,
    },
    { exchange, clock: exchange.clock, account: 'a', mode: 'replay' },
  )
  return [report, book]
}

const say = (book: Book, command: ControlCommand): void =>
  book.recordCommand({ account: 'a', time: 1, command, source: 'a test' })

describe('an account that is told through its book', () => {
  test('buys nothing while it is paused, sells what it holds, and buys again when it goes on', async () => {
    const [report, book] = await trade(await bookFile(), {
      minutes: 6,
      scores: (minute) => [BUY, SELL, BUY, HOLD, BUY, HOLD][minute] ?? HOLD,
      before: (minute, other) => {
        if (minute === 1) say(other, 'pause')
        if (minute === 4) say(other, 'resume')
      },
    })
    expect(report.outcome).toBe('done')
    expect(book.decisions('r1').map(({ act, reason }) => `${act}: ${reason}`)).toEqual([
      'buy: buy signal',
      'sell: sell signal',
      'none: paused since 1970-01-01T00:00Z',
      'none: no signal',
      'buy: buy signal',
      'none: no signal',
    ])
  })

  test('ends with no open order when the kill switch is pulled, and does not begin again until it is released', async () => {
    const file = await bookFile()
    const [report, book] = await trade(file, {
      minutes: 600,
      fillShare: () => 0,
      scores: (minute) => (minute === 1 ? BUY : HOLD),
      before: async (minute, other) => {
        if (minute === 1) say(other, 'kill')
        // The book is looked at twice a second; a minute of this exchange takes no time by itself.
        if (minute > 1) await new Promise((resolve) => setTimeout(resolve, 50))
      },
    })
    expect(report.outcome).toBe('stopped')
    expect(report.minutes).toBeLessThan(600)
    expect(book.unsettledOrders('a')).toEqual([])
    expect(book.actions('r1').at(-1)).toMatchObject({ kind: 'stop', detail: 'the kill switch was pulled (a test)' })
    await expect(trade(file, { minutes: 1, scores: () => HOLD })).rejects.toThrow(
      /the kill switch of a was pulled on 1970-01-01T00:00Z \(a test\).*until it is released: release/,
    )
    say(book, 'release')
    expect(book.accountState('a')).toEqual({ paused: undefined, killed: undefined })
  })

  test('has its worth by the minute and its last sign of life in the book', async () => {
    const began = Date.now()
    const [report, book] = await trade(await bookFile(), {
      minutes: 3,
      scores: (minute) => (minute === 0 ? BUY : HOLD),
    })
    const equity = book.equity('r1').map(({ minute, equity }) => ({ time: minute, value: equity.toNumber() }))
    expect(equity).toEqual(report.equity.slice(0, -1))
    expect(equity.length).toBe(3)
    expect(book.equity('r1', START).length).toBe(2)
    const sign = book.heartbeat('r1')
    expect(sign?.pid).toBe(process.pid)
    expect(sign?.time).toBeGreaterThanOrEqual(began)
  })
})
