// Downloading from the simulated exchange in a process of its own, and one more minute for 24 bases of a year each.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { sliceCandles } from '../../dist/core/candles.js'
import { calendarOf } from '../../dist/core/market.js'
import { openCcxtExchange } from '../../dist/exchange/open-ccxt-exchange.js'
import { featureCatalog, featureRequest } from '../../dist/features/catalog.js'
import { simulateCandles, toSimulatedMarket } from '../../dist/ohlcv/simulate-candles.js'
import { updateMarket } from '../../dist/ohlcv/update/update-market.js'
import { openCandleStore } from '../../dist/store/candles/open-candle-store.js'
import { openDerivedStore } from '../../dist/store/derived/derived-store.js'
import { targetCatalog, targetRequest } from '../../dist/targets/catalog.js'
import { median, row } from './measure.mjs'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const signal = new AbortController().signal
const MINUTE = 60_000

/** Candles of 15 days, page by page over HTTP, into an empty store each time. */
export async function downloadRow(progress) {
  progress('download from the simulated exchange')
  const folder = mkdtempSync(join(tmpdir(), 'bench-download-'))
  const server = spawn(
    process.execPath,
    [
      main,
      'exchange',
      ...'--market market --base sim --port 0 --speed stepped --from 2024-02-15 --to 2024-02-16 --json'.split(' '),
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const { url, from } = JSON.parse(
    (await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next()).value,
  )
  const clock = { now: () => from, sleepUntil: () => Promise.resolve() }
  const exchange = await openCcxtExchange({ id: 'binance', url, clock })
  try {
    const rates = []
    for (let repetition = -1; repetition < 5; repetition++) {
      const store = openCandleStore(join(folder, String(repetition)))
      const started = performance.now()
      const added = await download(store, exchange, from)
      if (repetition >= 0) rates.push((1000 * added) / (performance.now() - started))
    }
    return row({
      name: 'download, one base',
      metric: 'download',
      unit: 'candles/s',
      ours: median(rates),
      better: 'more',
    })
  } finally {
    await exchange.close()
    server.kill()
    await once(server, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function download(store, exchange, end) {
  const market = toSimulatedMarket('sim', 'USDT')
  const source = { exchange, symbol: market.symbol, calendar: calendarOf(market) }
  const tally = newTally()
  const begin = end - 15 * 1440 * MINUTE
  await store.write(market, (writer) =>
    updateMarket({ source, market, store, writer, end, begin, overlap: 60, tally, signal }),
  )
  return tally.added
}

function newTally() {
  return { added: 0, repaired: 0, revisions: [] }
}

const BASES = 24
const ROWS = 365 * 1440 + 600
const MINUTES = 5
const FROM = Date.UTC(2023, 0, 1)

/** Own time of one more minute of a base: comparing, the tail, features and labels; the exchange answers from memory. */
export async function minuteRows(progress) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-minute-'))
  const store = openCandleStore(folder)
  const derived = openDerivedStore(folder, store)
  const sources = [
    await featureRequest((await featureCatalog()).get('F2cond20')),
    await targetRequest((await targetCatalog()).get('T10up5low30min')),
  ]
  try {
    progress(`writing ${BASES} bases of a year each, with features and labels`)
    const bases = []
    for (let number = 0; number < BASES; number++) bases.push(await writeBase(store, derived, sources, number))
    progress(`${MINUTES} minutes more`)
    const candles = []
    const whole = []
    for (let minute = -1; minute < MINUTES; minute++) {
      for (const base of bases) {
        const [first, all] = await oneMinute(store, derived, sources, base, minute + 1)
        if (minute < 0) continue
        candles.push(first)
        whole.push(all)
      }
    }
    const common = { metric: 'one minute', unit: 'ms a base', better: 'less', target: 50 }
    return [
      row({ name: 'supplement a minute, 24 bases of a year: candles', ours: median(candles), ...common }),
      row({
        name: 'supplement a minute, 24 bases of a year: candles, F2cond20, T10up5low30min',
        ours: median(whole),
        ...common,
      }),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function writeBase(store, derived, sources, number) {
  const base = `b${number}`
  const market = toSimulatedMarket(base, 'USDT')
  const candles = simulateCandles('market', { seed: 1, base, from: FROM, rows: ROWS + MINUTES + 1 })
  await store.merge(market, sliceCandles(candles, 0, ROWS))
  for (const source of sources) await derived.supplement({ ...source, market })
  return { market, late: sliceCandles(candles, ROWS - 60, 60 + MINUTES + 1) }
}

/** Milliseconds for the candles, and with features and labels. */
async function oneMinute(store, derived, sources, { market, late }, minute) {
  const calendar = calendarOf(market)
  const source = {
    calendar,
    symbol: market.symbol,
    exchange: { fetchCandles: async (_, since, limit) => rowsOf(late, since, limit) },
  }
  const end = FROM + (ROWS + minute + 1) * MINUTE
  const tally = newTally()
  const started = performance.now()
  await store.write(market, (writer) =>
    updateMarket({ source, market, store, writer, end, begin: end, overlap: 10, append: true, tally, signal }),
  )
  const candles = performance.now() - started
  for (const one of sources) await derived.supplement({ ...one, market, range: { from: end - 60 * MINUTE, to: end } })
  return [candles, performance.now() - started]
}

function rowsOf(candles, since, limit) {
  const { grid, open, high, low, close, volume, quoteVolume, trades, takerBuyVolume } = candles
  const rows = []
  for (let at = since / MINUTE - grid.first; at < grid.rows && rows.length < limit; at++) {
    rows.push({
      time: (grid.first + at) * MINUTE,
      open: open[at],
      high: high[at],
      low: low[at],
      close: close[at],
      volume: volume[at],
      quoteVolume: quoteVolume[at],
      trades: trades[at],
      takerBuyVolume: takerBuyVolume[at],
    })
  }
  return rows
}
