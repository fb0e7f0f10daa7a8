// A month of one-minute candles from a zip of the Binance archive into a new store: unpacked, checked, written, synced.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openWorkspace } from '../../dist/workspace/index.js'
import { simulateCandles } from '../../dist/ohlcv/simulate-candles.js'
import { alternate, row } from './measure.mjs'
import { peersInstalled, startPeer } from './peers.mjs'
import { zipOf } from './zip.mjs'

const MONTH = Date.UTC(2023, 0, 1)
const ROWS = 31 * 1440
const REPETITIONS = 15
const NAME = 'SIMUSDT-1m-2023-01'

/** The row of the bench; works inside `folder`. */
export async function importFromZip(folder) {
  const file = join(folder, `${NAME}.zip`)
  const candles = simulateCandles('market', { seed: 1, from: MONTH, rows: ROWS })
  writeFileSync(file, zipOf(`${NAME}.csv`, archiveText(candles)))
  const sum = candles.close.reduce((total, value) => total + value, 0)
  const peer = peersInstalled() ? startPeer('import_zip.py', [file, folder]) : undefined
  const contestants = { ours: () => ours(folder, file) }
  if (peer) contestants.pandas = async () => checked(await peer.ask(), sum)
  try {
    const { ours: milliseconds, ...peers } = await alternate(contestants, REPETITIONS)
    const rate = (time) => (1000 * ROWS) / time
    return row({
      name: 'a month from a zip of the archive',
      metric: 'import',
      unit: 'candles/s',
      ours: rate(milliseconds),
      peers: Object.fromEntries(Object.entries(peers).map(([name, time]) => [name, rate(time)])),
      better: 'more',
    })
  } finally {
    peer?.stop()
  }
}

async function ours(folder, file) {
  const workspace = await openWorkspace(mkdtempSync(join(folder, 'import-')))
  const started = performance.now()
  const { markets } = await workspace.data.import({ files: [file] })
  const elapsed = performance.now() - started
  await workspace.close()
  rmSync(workspace.directory, { recursive: true })
  const [report] = markets
  if (report?.added !== ROWS) throw new Error(`imported ${report?.added} candles, expected ${ROWS}`)
  return elapsed
}

function checked({ milliseconds, rows, close }, sum) {
  if (rows !== ROWS || Math.abs(close - sum) > 1e-6 * sum)
    throw new Error(`pandas imported ${rows} rows, close ${close}`)
  return milliseconds
}

/** The archive's twelve columns, prices with eight decimals as it writes them. */
function archiveText({ open, high, low, close, volume, quoteVolume, trades, takerBuyVolume }) {
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const time = MONTH + i * 60_000
    const prices = [open[i], high[i], low[i], close[i], volume[i]].map((value) => value.toFixed(8))
    const rest = [quoteVolume[i].toFixed(8), trades[i], takerBuyVolume[i].toFixed(8), '0', '0']
    return [time, ...prices, time + 59_999, ...rest].join()
  })
  return `open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n${lines.join('\n')}\n`
}
