import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { UserError, messageOf, systemCodeOf } from '../../core/errors.js'
import { parseCandleFileName, type CandleFileName } from '../../ohlcv/import/candle-file-name.js'
import { orderCandles, type OrderedCandles } from '../../ohlcv/import/order-candles.js'
import { parseCandlesCsv } from '../../ohlcv/import/parse-candles-csv.js'
import { unzip } from './unzip.js'

/** The candles of a file, and what its name says; a zip may hold several. */
export interface CandleSource {
  readonly named: CandleFileName | undefined
  readonly ordered: OrderedCandles
}

/** Reads and checks a `.csv`, `.csv.gz` or `.zip` file of candles. Every fault is a UserError that names the file. */
export async function readCandleFile(file: string): Promise<CandleSource[]> {
  const bytes = await bytesOf(file)
  if (bytes.byteLength === 0) throw new UserError(`${file} is empty: expected candles`)
  const name = basename(file)
  if (/\.zip$/i.test(name)) {
    const entries = (await unzip(bytes, file)).filter((entry) => /\.csv$/i.test(entry.name))
    if (entries.length === 0) throw new UserError(`${file} holds no csv file`)
    return entries.map((entry) =>
      sourceOf(entry.bytes, entries.length > 1 ? entry.name : name, `${file} (${entry.name})`),
    )
  }
  if (/\.csv\.gz$/i.test(name)) return [sourceOf(gunzip(bytes, file), name, file)]
  if (/\.csv$/i.test(name)) return [sourceOf(bytes, name, file)]
  throw new UserError(`${file}: candles are imported from .zip, .csv and .csv.gz files`)
}

function sourceOf(bytes: Uint8Array, name: string, label: string): CandleSource {
  const named = parseCandleFileName(name)
  if (named && named.interval !== '1m') {
    throw new UserError(`${label} holds candles of ${named.interval}, as its name says: expected 1m`)
  }
  return { named, ordered: orderCandles(parseCandlesCsv(bytes, label, named?.range)) }
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (error) {
    const code = systemCodeOf(error)
    if (code === 'ENOENT') throw new UserError(`${file} does not exist`)
    if (code === 'EISDIR') throw new UserError(`${file} is a folder: name the files in it`)
    throw error
  }
}

function gunzip(bytes: Uint8Array, file: string): Uint8Array {
  try {
    return gunzipSync(bytes)
  } catch (error) {
    throw new UserError(`${file} is torn or not a gzip file (${messageOf(error)}); fetch it again`)
  }
}
