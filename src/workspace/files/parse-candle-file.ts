import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { UserError, messageOf } from '../../core/errors.js'
import type { TimeRange } from '../../core/time.js'
import type { CandleLines } from '../../ohlcv/import/candle-lines.js'
import type { FileLayout } from '../../ohlcv/import/column-names.js'
import { orderCandles, type OrderedCandles } from '../../ohlcv/import/order-candles.js'
import type { TextLayout } from '../../ohlcv/import/candle-line-reader.js'
import { createCandlesCsvParser, parseCandlesCsv } from '../../ohlcv/import/parse-candles-csv.js'
import { tableToCandleLines } from '../../ohlcv/import/source-table.js'
import { candleFileKind } from './candle-file-kind.js'
import { requireCandleName } from './candle-source.js'
import { gunzip, streamGunzip } from './gunzip.js'
import { MEGABYTE } from './read-limits.js'
import { readTable } from './read-table.js'
import { openUnpackBudget, type UnpackBudget } from './unpack-budget.js'
import { openZip, type ZipEntry } from './unzip.js'

/** The candles of a file, or of one in an archive, with the name that says what they are. */
export interface NamedCandles {
  readonly name: string
  readonly ordered: OrderedCandles
}

/**
 * Reads a file of candles of any known kind, long text piece by piece. Every error is a UserError that names the file. A damaged
 * file may take any time and memory: `readCandleFile` has this done in a process of its own.
 */
export async function parseCandleFile(
  file: string,
  layout: FileLayout,
  unpackedMegabytes: number,
): Promise<NamedCandles[]> {
  const { kind, packed, name } = candleFileKind(file)
  const { size } = await stat(file)
  const budget = openUnpackBudget(file, size, unpackedMegabytes)
  if (kind === 'zip') return parseArchive(file, file, layout, budget)
  if (kind === 'csv') {
    const pieces = packed ? streamGunzip(file, budget) : createReadStream(file, { highWaterMark: MEGABYTE })
    return [await order(name, file, (within) => parsePieces(pieces, file, layout, within))]
  }
  const bytes = await readFile(file)
  const content = packed ? gunzip(bytes, file, budget) : bytes
  return [
    await order(name, file, async (within) => {
      const table = await readTable(kind, content, file, budget)
      return tableToCandleLines(table, file, layout, within)
    }),
  ]
}

/**
 * Reads text that is in memory, a csv file or an archive of some, at once. Our own parser looks at each byte once, so what is
 * small takes no time that a user would notice, whatever is in it.
 */
export async function parseText(
  bytes: Uint8Array,
  file: string,
  layout: FileLayout,
  unpackedMegabytes: number,
): Promise<NamedCandles[]> {
  const { kind, packed, name } = candleFileKind(file)
  const budget = openUnpackBudget(file, bytes.byteLength, unpackedMegabytes)
  if (kind === 'zip') return parseArchive(bytes, file, layout, budget)
  const text = packed ? gunzip(bytes, file, budget) : bytes
  return [await order(name, file, (within) => parseCandlesCsv(text, file, layout, within))]
}

async function parseArchive(
  source: string | Uint8Array,
  file: string,
  layout: FileLayout,
  budget: UnpackBudget,
): Promise<NamedCandles[]> {
  const archive = await openZip(source, file, budget)
  try {
    const entries = archive.entries.filter(({ name }) => /\.csv$/i.test(name))
    if (entries.length === 0) throw new UserError(`${file} holds no csv file`)
    refuseOverBudget(entries, budget)
    const all: NamedCandles[] = []
    for (const entry of entries) {
      const name = entries.length > 1 ? basename(entry.name) : basename(file).replace(/\.zip$/i, '.csv')
      all.push(await parseEntry(entry, name, `${file} (${entry.name})`, layout))
    }
    return all
  } finally {
    archive.close()
  }
}

/** The archive says itself what it unpacks to: nothing is unpacked where that is too much. */
function refuseOverBudget(entries: readonly ZipEntry[], budget: UnpackBudget): void {
  const total = entries.reduce((sum, { size }) => sum + size, 0)
  if (total > budget.left) budget.take(total)
}

function parseEntry(entry: ZipEntry, name: string, label: string, layout: FileLayout): Promise<NamedCandles> {
  return order(name, label, (within) => parsePieces(entry.stream(), label, { ...layout, bytes: entry.size }, within))
}

async function parsePieces(
  pieces: AsyncIterable<unknown>,
  label: string,
  layout: TextLayout,
  within: TimeRange | undefined,
): Promise<CandleLines> {
  const parser = createCandlesCsvParser(label, layout, within)
  for await (const piece of pieces) if (Buffer.isBuffer(piece)) parser.add(piece, false)
  parser.add(Buffer.alloc(0), true)
  return parser.finish()
}

/** Reads the lines of one file, within the time that its name says, and puts them in order. */
async function order(
  name: string,
  label: string,
  read: (within: TimeRange | undefined) => CandleLines | Promise<CandleLines>,
): Promise<NamedCandles> {
  const named = requireCandleName(name, label)
  try {
    return { name, ordered: orderCandles(await read(named?.range)) }
  } catch (error) {
    if (error instanceof UserError) throw error
    // What a damaged file makes a library stumble over is damage, whatever it is called.
    const [line = ''] = messageOf(error).split('\n')
    throw new UserError(`${label} cannot be read (${line}): it is damaged; fetch it again`)
  }
}
