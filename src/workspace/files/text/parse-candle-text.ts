import { basename } from 'node:path'
import { UserError } from '../../../core/errors.js'
import type { TimeRange } from '../../../core/time.js'
import type { TextLayout } from '../../../ohlcv/import/candle-line-reader.js'
import type { CandleLines } from '../../../ohlcv/import/candle-lines.js'
import type { FileLayout } from '../../../ohlcv/import/column-names.js'
import { createCandlesCsvParser } from '../../../ohlcv/import/parse-candles-csv.js'
import { candleFileKind } from '../candle-file-kind.js'
import { gunzip } from '../gunzip.js'
import { orderLines, orderText, type NamedCandles, type TextJob } from './order-text.js'
import { openUnpackBudget, type UnpackBudget } from '../unpack-budget.js'
import { openZip, type ZipEntry } from '../unzip.js'

/** Has a text read by another thread. */
export type ApartReader = (job: TextJob) => Promise<NamedCandles>

/**
 * Reads text that is in memory, a csv file or an archive of some, at once. Our own parser looks at each byte once, so what is
 * small takes no time that a user would notice, whatever is in it. `readApart` may have other threads read it.
 */
export async function parseText(
  bytes: Uint8Array,
  file: string,
  layout: FileLayout,
  unpackedMegabytes: number,
  readApart?: ApartReader,
): Promise<NamedCandles[]> {
  const { kind, packed, name } = candleFileKind(file)
  const budget = openUnpackBudget(file, bytes.byteLength, unpackedMegabytes)
  if (kind === 'zip') return parseArchive(bytes, file, layout, budget, readApart)
  const text = packed ? gunzip(bytes, file, budget) : bytes
  return [await (readApart ?? orderText)({ name, label: file, layout, text })]
}

/**
 * Reads the csv files of an archive at a path, or in memory: their lines while the next ones are unpacked, unless another
 * thread reads them.
 */
export async function parseArchive(
  source: string | Uint8Array,
  file: string,
  layout: FileLayout,
  budget: UnpackBudget,
  readApart?: ApartReader,
): Promise<NamedCandles[]> {
  const archive = await openZip(source, file, budget)
  try {
    const entries = archive.entries.filter(({ name }) => /\.csv$/i.test(name))
    if (entries.length === 0) throw new UserError(`${file} holds no csv file`)
    refuseOverBudget(entries, budget)
    const all: NamedCandles[] = []
    for (const entry of entries) {
      const name = entries.length > 1 ? basename(entry.name) : basename(file).replace(/\.zip$/i, '.csv')
      const label = `${file} (${entry.name})`
      all.push(
        readApart
          ? await readApart({ name, label, layout, text: await entry.packed() })
          : await orderLines(name, label, (within) =>
              parsePieces(entry.stream(), label, { ...layout, bytes: entry.size }, within),
            ),
      )
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

/** Reads the candles of a text that comes in pieces. */
export async function parsePieces(
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
