// Months of one-minute candles from zips of the Binance archive into a new store: unpacked, checked, written, synced.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { openWorkspace } from '../../dist/workspace/index.js'
import { simulateCandles } from '../../dist/ohlcv/simulate-candles.js'
import { measureLimit } from './limits.mjs'
import { race } from './measure.mjs'
import { peersInstalled, startPeer } from './peers.mjs'
import { zipOf } from './zip.mjs'

const YEAR = 2023
const MONTHS = 12
const PEERS = ['pandas', 'polars']

/** The rows of the bench, of one month and of a year; works inside `folder`. */
export async function importFromZips(folder, progress) {
  const archives = Array.from({ length: MONTHS }, (_, month) => writeArchive(folder, month))
  const peer = peersInstalled() ? startPeer('import_zip.py', [folder]) : undefined
  try {
    const rows = []
    for (const { name, months, repetitions, target } of [
      { name: 'a month from a zip of the archive', months: 1, repetitions: 25, target: { pandas: 1.8, polars: 1.3 } },
      { name: 'twelve months from zips of the archive', months: MONTHS, repetitions: 9, target: { pandas: 3 } },
    ]) {
      progress(name)
      rows.push(await importSome(folder, archives.slice(0, months), peer, { name, repetitions, target }))
    }
    return rows
  } finally {
    peer?.stop()
  }
}

function writeArchive(folder, month) {
  const from = Date.UTC(YEAR, month, 1)
  const rows = (Date.UTC(YEAR, month + 1, 1) - from) / 60_000
  const name = `SIMUSDT-1m-${YEAR}-${String(month + 1).padStart(2, '0')}`
  const file = join(folder, `${name}.zip`)
  const candles = simulateCandles('market', { seed: 1 + month, from, rows })
  const text = archiveText(candles, from)
  writeFileSync(file, zipOf(`${name}.csv`, text))
  return { file, rows, bytes: text.length, close: candles.close.reduce((total, value) => total + value, 0) }
}

async function importSome(folder, archives, peer, about) {
  const files = archives.map(({ file }) => file)
  const total = (key) => archives.reduce((sum, archive) => sum + archive[key], 0)
  const contestants = { ours: () => ours(folder, files, total('rows')) }
  for (const library of peer ? PEERS : []) {
    contestants[library] = async () =>
      checked(library, await peer.ask({ library, files }), total('rows'), total('close'))
  }
  const samplesPerSecondOf = (milliseconds) => (1000 * total('rows')) / milliseconds
  const row = await race(contestants, { metric: 'import', unit: 'candles/s', samplesPerSecondOf, ...about })
  // What unpacks is one thread a file.
  const unpacked = (row.ours * total('bytes')) / total('rows')
  const limit = await measureLimit('inflate', Math.min(archives.length, availableParallelism()))
  return { ...row, shares: { 'text, unpacked by zlib': Number((unpacked / limit).toPrecision(2)) } }
}

async function ours(folder, files, rows) {
  const workspace = await openWorkspace(mkdtempSync(join(folder, 'import-')))
  const started = performance.now()
  const { markets } = await workspace.data.import({ files })
  const elapsed = performance.now() - started
  await workspace.close()
  rmSync(workspace.directory, { recursive: true })
  const [report] = markets
  if (report?.added !== rows) throw new Error(`imported ${report?.added} candles, expected ${rows}`)
  return elapsed
}

function checked(library, answer, rows, sum) {
  if (answer.rows !== rows || Math.abs(answer.close - sum) > 1e-6 * sum)
    throw new Error(`${library} imported ${answer.rows} rows, close ${answer.close}`)
  return answer.milliseconds
}

/** The archive's twelve columns, prices with eight decimals as it writes them. */
function archiveText({ grid, open, high, low, close, volume, quoteVolume, trades, takerBuyVolume }, from) {
  const lines = Array.from({ length: grid.rows }, (_, i) => {
    const time = from + i * 60_000
    const prices = [open[i], high[i], low[i], close[i], volume[i]].map((value) => value.toFixed(8))
    const rest = [quoteVolume[i].toFixed(8), trades[i], takerBuyVolume[i].toFixed(8), '0', '0']
    return [time, ...prices, time + 59_999, ...rest].join()
  })
  return `open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n${lines.join('\n')}\n`
}
