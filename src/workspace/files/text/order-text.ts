import { UserError, messageOf } from '../../../core/errors.js'
import type { TimeRange } from '../../../core/time.js'
import type { CandleLines } from '../../../ohlcv/import/candle-lines.js'
import type { FileLayout } from '../../../ohlcv/import/column-names.js'
import { orderCandles, type OrderedCandles } from '../../../ohlcv/import/order-candles.js'
import { parseCandlesCsv } from '../../../ohlcv/import/parse-candles-csv.js'
import { releaseBuffers } from '../../../runtime/buffers.js'
import { requireCandleName } from '../candle-name.js'
import { unpackEntry, type PackedEntry } from '../packed-entry.js'

/** The candles of a file, or of one in an archive, with the name that says what they are. */
export interface NamedCandles {
  readonly name: string
  readonly ordered: OrderedCandles
}

/** A small text of candles that is read at once. */
export interface TextJob {
  /** The name that says what it holds. */
  readonly name: string
  readonly label: string
  readonly layout: FileLayout
  readonly text: Uint8Array | PackedEntry
}

/** Reads the candles of a text, which is unpacked first where it is of an archive. */
export function orderText({ name, label, layout, text }: TextJob): Promise<NamedCandles> {
  return orderLines(name, label, (within) => {
    if (text instanceof Uint8Array) return parseCandlesCsv(text, label, layout, within)
    const unpacked = unpackEntry(text)
    try {
      return parseCandlesCsv(unpacked, label, layout, within)
    } finally {
      if (!text.isStored && unpacked.buffer instanceof ArrayBuffer) releaseBuffers([unpacked.buffer])
    }
  })
}

/** Reads the lines of one file, within the time that its name says, and puts them in order. */
export async function orderLines(
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
