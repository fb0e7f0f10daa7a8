import { expect, test } from 'vitest'
import { tradeText } from '../../src/cli/trade/trade-text.js'
import { defaultConfig } from '../../src/config/parse-config.js'
import { MINUTE } from '../../src/core/time.js'
import { tradeJson, type TradeResult } from '../../src/workspace/trade/result.js'
import { runTrade } from '../../src/workspace/trade/run-trade.js'
import { BUY, HOLD, START, SYMBOL, exchangeOf, newBook } from '../trading/scenario.js'

/** A run that buys, while somebody else takes coins out of the account in its third minute. */
async function tradeBeside(amount: number, acceptBalances = false): Promise<TradeResult> {
  const exchange = exchangeOf({ minutes: 0, scores: () => HOLD, quote: '1000' })
  const book = await newBook()
  const request = {
    book,
    bases: [{ name: 'fil', symbol: SYMBOL }],
    history: 2,
    score: async () => BUY,
    config: defaultConfig(),
    thresholds: { buy: 0.7, sell: 0.8 },
    signal: new AbortController().signal,
  }
  const venue = { exchange, clock: exchange.clock, account: 'a', mode: 'testnet' } as const
  const onMinute = ({ minute }: { readonly minute: number }): void => {
    if (minute !== START + 2 * MINUTE) return
    exchange.move('FIL', -amount)
    exchange.move('USDT', 10 * amount)
  }
  const report = await runTrade({ ...request, runId: 'r1', until: START + 5 * MINUTE, onMinute }, venue)
  const again = { ...request, runId: 'r2', until: START + 8 * MINUTE, acceptBalances: true }
  const last = acceptBalances ? await runTrade(again, venue) : report
  const thresholdSources = { buy: 'request', sell: 'request' } as const
  return { ...last, equity: 0, equityCurve: last.equity, seen: [], isKilled: false, thresholdSources }
}

test('where the account holds less than the book the amounts stand beside the gain, in words and in JSON', async () => {
  const report = await tradeBeside(60)
  expect(report.gain).toBeCloseTo(-0.002, 3)
  const text = tradeText(report)
  expect(text).toMatch(/FIL differs +the account holds 39\.\d+, the book has 99\.\d+: value and gain are the book's/)
  expect(text).toMatch(/moved by others +600 USDT, not counted as gain or loss/)
  expect(text).toContain('nothing is bought until they agree')
  expect(tradeJson(report)).toMatchObject({ differences: [{ currency: 'FIL' }], transferred: '600' })
})

test('where they agree nothing of it is said', async () => {
  const report = await tradeBeside(0)
  expect(tradeText(report)).not.toMatch(/differs|moved by others/)
  expect(tradeJson(report)).toMatchObject({ differences: [], transferred: '0' })
})

test('what was written off is neither in the value at the start nor in the gain', async () => {
  const report = await tradeBeside(60, true)
  expect(tradeText(report)).not.toMatch(/differs/)
  expect(Math.abs(report.gain)).toBeLessThan(0.003)
})
