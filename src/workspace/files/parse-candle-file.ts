import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { FileLayout } from '../../ohlcv/import/column-names.js'
import { tableToCandleLines } from '../../ohlcv/import/source-table.js'
import { candleFileKind } from './candle-file-kind.js'
import { gunzip, streamGunzip } from './gunzip.js'
import { orderLines, type NamedCandles } from './text/order-text.js'
import { parseArchive, parsePieces } from './text/parse-candle-text.js'
import { MEGABYTE } from './read-limits.js'
import { readTable } from './read-table.js'
import { openUnpackBudget } from './unpack-budget.js'

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
    return [await orderLines(name, file, (within) => parsePieces(pieces, file, layout, within))]
  }
  const bytes = await readFile(file)
  const content = packed ? gunzip(bytes, file, budget) : bytes
  return [
    await orderLines(name, file, async (within) => {
      const table = await readTable(kind, content, file, budget)
      return tableToCandleLines(table, file, layout, within)
    }),
  ]
}
