import { expect, test } from 'vitest'
import { tradeText } from '../../../src/cli/trade/trade-text.js'
import { defaultConfig } from '../../../src/config/parse-config.js'
import { MINUTE } from '../../../src/core/time.js'
import { runTrade } from '../../../src/workspace/trade/run-trade.js'
import { tradeJson } from '../../../src/workspace/trade/result.js'
import { marketRules } from '../../support/fake-exchange.js'
import { HOLD, BUY } from '../../trading/scenario.js'
import { tradeTwo } from '../../trading/two-bases.js'

test('what is held in a market that is gone stands in the report, as held and not sellable', async () => {
  const { book, exchange } = await tradeTwo({ scores: () => BUY })
  const held = book.positions('a').get('MIS/USDT')?.amount.toFixed()
  const { clock } = exchange
  const gone = { ...exchange, fetchMarketRules: async () => new Map([['FIL/USDT', marketRules('FIL/USDT')]]) }
  const report = await runTrade(
    {
      book,
      runId: 'r2',
      bases: [
        { name: 'fil', symbol: 'FIL/USDT' },
        { name: 'mis', symbol: 'MIS/USDT' },
      ],
      history: 2,
      score: async () => HOLD,
      config: defaultConfig(),
      thresholds: { buy: 0.7, sell: 0.8 },
      until: clock.now() + 2 * MINUTE,
      signal: new AbortController().signal,
    },
    { exchange: gone, clock, account: 'a', mode: 'testnet' },
  )
  const thresholdSources = { buy: 'request', sell: 'request' } as const
  const position = { base: 'mis', amount: held, unsellable: 'fake has no market MIS/USDT' }
  expect(report.positions[0]).toMatchObject({ base: 'fil' })
  expect(Number(report.positions[0]?.value)).toBeGreaterThan(1)
  expect(report.positions[1]).toEqual(position)
  const result = { ...report, equity: 0, equityCurve: report.equity, seen: [], isKilled: false, thresholdSources }
  expect(tradeJson(result)).toMatchObject({ positions: [{ base: 'fil' }, position] })
  expect(tradeText(result)).toContain(`mis ${held}, worth unknown, held and not sellable: fake has no market MIS/USDT`)
})
