// A trading process to be killed: trades on a simulated exchange elsewhere until the end of its replay.
import { z } from 'zod'
import { openBook } from '../../src/bookkeeping/book.js'
import { connectRemoteClock } from '../../src/exchange/simulated/clock/remote-clock.js'
import { processIo } from '../../src/cli/process-io.js'
import { systemClock } from '../../src/workspace/system-clock.js'
import { defaultConfig } from '../../src/config/parse-config.js'
import { timeAt } from '../../src/core/grid.js'
import { MINUTE } from '../../src/core/time.js'
import { openCcxtExchange } from '../../src/exchange/open-ccxt-exchange.js'
import { runTradingLoop } from '../../src/trading/trading-loop.js'

const args = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()])
const [url, apiKey, secret, bookFile, runId] = args.parse(process.argv.slice(2))

const clock = await connectRemoteClock(url, systemClock)
const exchange = await openCcxtExchange({ id: 'binance', url, apiKey, secret, clock })
const book = openBook(bookFile)
const { signal } = processIo()
const { outcome } = await runTradingLoop({
  exchange,
  book,
  run: { id: runId, account: 'a', mode: 'replay', time: clock.now(), config: '{}' },
  clock,
  config: { ...defaultConfig().trading, maxQuote: '1000000' },
  thresholds: { buy: 0.7, sell: 0.8 },
  quote: 'USDT',
  bases: [
    { name: 'aaa', symbol: 'AAA/USDT' },
    { name: 'bbb', symbol: 'BBB/USDT' },
  ],
  history: 5,
  score: async (_base, candles) => {
    const minute = timeAt(candles.grid, candles.grid.rows - 1) / MINUTE
    return { hold: 0, buy: minute % 4 === 0 ? 1 : 0, sell: minute % 4 === 2 ? 1 : 0 }
  },
  until: clock.range.to,
  signal,
})
book.close()
await exchange.close()
process.exitCode = outcome === 'stopped' ? 130 : 0
