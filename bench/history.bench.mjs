// A year of one-minute candles from the store, once it is in the page cache: peers read the very same files. And months
// imported from zips, candles downloaded from the simulated exchange, and one more minute of 24 bases.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { columnBuffers, releaseBuffers } from '../dist/runtime/buffers.js'
import { simulateCandles, toSimulatedMarket } from '../dist/ohlcv/simulate-candles.js'
import { openCandleStore } from '../dist/store/candles/open-candle-store.js'
import { candleFolderOf } from '../dist/store/candles/candle-folders.js'
import { importFromZips } from './lib/import-zip.mjs'
import { downloadRow, minuteRows } from './lib/history-update.mjs'
import { raceTimes } from './lib/measure.mjs'
import { peersInstalled, startPeer } from './lib/peers.mjs'

const ROWS = 365 * 1440
const REPETITIONS = 15
const PEERS = ['pandas', 'polars', 'duckdb']
const market = toSimulatedMarket('sim', 'USDT')

export async function rows(progress) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-history-'))
  const months = candleFolderOf(folder, market)
  progress('writing a year of candles')
  await openCandleStore(folder).merge(
    market,
    simulateCandles('market', { seed: 1, from: Date.UTC(2023, 0, 1), rows: ROWS }),
  )
  const peer = peersInstalled() ? startPeer('history.py', [months]) : undefined
  try {
    const cases = { 'a year, all columns': undefined, 'a year, one column': ['close'] }
    const results = []
    for (const [name, columns] of Object.entries(cases)) {
      progress(name)
      results.push(await load(name, openCandleStore(folder), columns, peer))
    }
    results.push(...(await importFromZips(folder, progress)))
    results.push(await downloadRow(progress), ...(await minuteRows(progress)))
    progress(`${readdirSync(months).length} files read`)
    return results
  } finally {
    peer?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function load(name, store, columns, peer) {
  const ours = async () => {
    const started = performance.now()
    const columnsRead = columns
      ? [...(await store.readColumns(market, columns)).columns.values()]
      : Object.values(await store.read(market)).filter((value) => ArrayBuffer.isView(value))
    const rows = columnsRead.map(({ length }) => length)
    // As commands do with what they have used, and as the peers do at the end of theirs: not left to the garbage collector.
    releaseBuffers(columnBuffers(columnsRead))
    const elapsed = performance.now() - started
    if (rows.some((count) => count !== ROWS)) throw new Error(`read ${rows.join()} rows, expected ${ROWS}`)
    return elapsed
  }
  const contestants = { ours }
  for (const library of peer ? PEERS : []) contestants[library] = () => parseInput(peer, library, columns)
  const target = columns ? 10 : 60
  return raceTimes(contestants, { name, metric: 'load', unit: 'ms', target, repetitions: REPETITIONS })
}

async function parseInput(peer, library, columns) {
  const { milliseconds, rows } = await peer.ask({ library, columns: columns ?? null })
  if (rows !== ROWS) throw new Error(`${library} read ${rows} rows, expected ${ROWS}`)
  return milliseconds
}
