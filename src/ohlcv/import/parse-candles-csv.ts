import { UserError } from '../../core/errors.js'
import type { TimeRange } from '../../core/time.js'
import { MAX_LINE_BYTES, createCandleLineReader, type CandleLineReader, type TextLayout } from './candle-line-reader.js'
import type { CandleLines } from './candle-lines.js'
import type { FileLayout } from './column-names.js'
import { detectCsvColumns } from './csv-columns.js'
import { NEWLINE, createLineScanner } from './csv-scanner.js'

/**
 * Parses a csv file of minute candles: Binance's archive with and without header, Kraken's, or any with a header that names
 * timestamp, open, high, low, close, volume, in these words or in those of `layout`. Time stamps may be in s, ms, µs, ns or
 * ISO form. Throws UserError naming file, line and value at the first thing that is no candle, that does not open at a full
 * minute, or that lies outside `within`.
 */
export function parseCandlesCsv(
  bytes: Uint8Array,
  label: string,
  layout: FileLayout = {},
  within?: TimeRange,
): CandleLines {
  const parser = createCandlesCsvParser(label, layout, within)
  parser.add(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), true)
  return parser.finish()
}

/** Parses a file that comes in pieces. */
export interface CandlesCsvParser {
  /** Takes the next piece; `isLast` where none follows. Throws as `parseCandlesCsv` does. */
  add(piece: Buffer, isLast: boolean): void
  finish(): CandleLines
}

export function createCandlesCsvParser(label: string, layout: TextLayout, within?: TimeRange): CandlesCsvParser {
  let rest: Buffer = Buffer.alloc(0)
  let count = 0
  let reader: CandleLineReader | undefined
  const longLineError = (number: number): UserError =>
    new UserError(`${label}, line ${number} is longer than ${MAX_LINE_BYTES} bytes: expected a candle`)
  const readLines = (buffer: Buffer): void => {
    const lines = createLineScanner(buffer, count)
    reader?.use(buffer)
    for (;;) {
      reader?.readNumberLines(lines)
      if (!lines.next()) break
      if (lines.end - lines.start > MAX_LINE_BYTES) throw longLineError(lines.number)
      if (reader) reader.read(lines.start, lines.end, lines.number)
      else {
        const columns = detectCsvColumns(buffer.toString('utf8', lines.start, lines.end), label, layout.columns)
        reader = createCandleLineReader(columns, layout, within, label)
        reader.use(buffer)
        if (!columns.hasHeader) reader.read(lines.start, lines.end, lines.number)
      }
    }
    count = lines.number
  }
  return {
    add: (piece, isLast) => {
      let from = 0
      if (rest.length > 0) {
        // The line that the piece before cut off is read by itself, the others where they lie.
        const cut = isLast ? piece.length : piece.indexOf(NEWLINE) + 1
        from = cut > 0 ? cut : piece.length
        rest = Buffer.concat([rest, piece.subarray(0, from)])
        if (cut > 0 || isLast) readLines(rest)
        else if (rest.length > MAX_LINE_BYTES) throw longLineError(count + 1)
        if (cut === 0) return
      }
      const end = isLast ? piece.length : Math.max(from, piece.lastIndexOf(NEWLINE) + 1)
      if (end > from) readLines(piece.subarray(from, end))
      rest = piece.subarray(end)
      if (rest.length > MAX_LINE_BYTES) throw longLineError(count + 1)
    },
    finish: () => {
      if (!reader) throw new UserError(`${label} is empty: expected candles`)
      return reader.finish()
    },
  }
}
