import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { UserError, messageOf, systemCodeOf } from '../../core/errors.js'
import type { TimeRange } from '../../core/time.js'
import { parseCandleFileName, type CandleFileName } from '../../ohlcv/import/candle-file-name.js'
import type { CandleLines } from '../../ohlcv/import/candle-lines.js'
import type { FileLayout } from '../../ohlcv/import/column-names.js'
import { orderCandles, type OrderedCandles } from '../../ohlcv/import/order-candles.js'
import { parseCandlesCsv } from '../../ohlcv/import/parse-candles-csv.js'
import { readArrow } from '../../ohlcv/import/read-arrow.js'
import { readHdf5 } from '../../ohlcv/import/read-hdf5.js'
import { readJson } from '../../ohlcv/import/read-json.js'
import { readParquet } from '../../ohlcv/import/read-parquet.js'
import { tableToCandleLines, type SourceTable } from '../../ohlcv/import/source-table.js'
import { unzip } from './unzip.js'

/** The candles of a file, and what its name says; a zip may hold several. */
export interface CandleSource {
  readonly named: CandleFileName | undefined
  readonly ordered: OrderedCandles
}

/** The content of a file, unpacked; `label` names it in messages. */
interface Content {
  readonly bytes: Uint8Array
  readonly name: string
  readonly label: string
}

type TableReader = (bytes: Uint8Array, label: string) => SourceTable | Promise<SourceTable>

/** Kinds of tables by the end of the file's name. */
const TABLES: readonly (readonly [RegExp, TableReader])[] = [
  [/\.(?:feather|arrows?|ipc)$/i, readArrow],
  [/\.(?:parquet|pq)$/i, readParquet],
  [/\.(?:h5|hdf5?)$/i, readHdf5],
  [/\.json$/i, readJson],
]
const CSV = /\.(?:csv|tsv|txt)$/i

/** Reads and checks a file of candles of any known kind. Every error is a UserError that names the file. */
export async function readCandleFile(file: string, layout: FileLayout = {}): Promise<CandleSource[]> {
  const contents = await contentsOf(file)
  return Promise.all(contents.map((content) => sourceOf(content, layout)))
}

async function contentsOf(file: string): Promise<Content[]> {
  const bytes = await bytesOf(file)
  if (bytes.byteLength === 0) throw new UserError(`${file} is empty: expected candles`)
  const name = basename(file)
  if (/\.zip$/i.test(name)) return unzipped(bytes, file, name)
  const packed = /\.(?:gz|jsongz)$/i.test(name)
  const plain = name.replace(/\.gz$/i, '').replace(/\.jsongz$/i, '.json')
  if (!CSV.test(plain) && !TABLES.some(([ending]) => ending.test(plain))) {
    throw new UserError(
      `${file}: candles are imported from .zip, .csv, .json (also with .gz), .parquet, .feather, .arrow and .h5 files`,
    )
  }
  return [{ bytes: packed ? gunzip(bytes, file) : bytes, name: plain, label: file }]
}

async function unzipped(bytes: Uint8Array, file: string, name: string): Promise<Content[]> {
  const entries = (await unzip(bytes, file)).filter((entry) => /\.csv$/i.test(entry.name))
  if (entries.length === 0) throw new UserError(`${file} holds no csv file`)
  return entries.map((entry) => ({
    bytes: entry.bytes,
    name: entries.length > 1 ? basename(entry.name) : name.replace(/\.zip$/i, '.csv'),
    label: `${file} (${entry.name})`,
  }))
}

async function sourceOf(content: Content, layout: FileLayout): Promise<CandleSource> {
  const { label } = content
  const named = parseCandleFileName(content.name)
  if (named && named.interval !== '1m') {
    throw new UserError(`${label} holds candles of ${named.interval}, as its name says: expected 1m`)
  }
  if (named?.rejectReason) throw new UserError(`${label}: ${named.rejectReason}`)
  return { named, ordered: orderCandles(await linesOf(content, layout, named?.range)) }
}

async function linesOf(
  { bytes, name, label }: Content,
  layout: FileLayout,
  within: TimeRange | undefined,
): Promise<CandleLines> {
  const [, readTable] = TABLES.find(([ending]) => ending.test(name)) ?? []
  if (!readTable) return parseCandlesCsv(bytes, label, layout, within)
  return tableToCandleLines(await readTable(bytes, label), label, layout, within)
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

/** The candles of a file that must hold one market's; a zip of several files is refused. */
export async function readOneCandleFile(file: string): Promise<CandleSource> {
  const [source, ...others] = await readCandleFile(file)
  if (source && others.length === 0) return source
  throw new UserError(
    `${file} holds ${others.length + 1} files of candles, expected one: import them, then name the base`,
  )
}
