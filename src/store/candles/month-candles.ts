import { candlesToFrame, type Candles } from '../../core/candles.js'
import { type Market, marketPath } from '../../core/market.js'
import { stageFrameFile } from '../arrow/frame-file.js'
import type { FrameHeader } from '../arrow/frame-header.js'
import type { StagedFile } from '../files/staged-file.js'
import { digestOf } from './candle-digest.js'
import { decodeDayHashes, encodeDayHashes } from './day-hashes.js'

const DAYS_KEY = 'followupward.days'
const CLOSE_KEY = 'followupward.lastClose'

/**
 * Stages the file of one month. It begins and ends with a candle of a source, so that equal candles give equal bytes in
 * whatever order they came; minutes between two months are filled when they are read.
 */
export async function stageMonthFile(file: string, market: Market, candles: Candles): Promise<StagedFile> {
  const { days, checksums } = digestOf(candles)
  const metadata = {
    market: marketPath(market),
    [DAYS_KEY]: encodeDayHashes(days),
    [CLOSE_KEY]: String(candles.close[candles.grid.rows - 1]),
  }
  return stageFrameFile(file, candlesToFrame(candles), metadata, checksums)
}

/** Returns the hash of each day of a month's file. */
export function dayHashesInHeader(header: FrameHeader): Map<number, string> {
  return decodeDayHashes(header.metadata[DAYS_KEY])
}

/** Returns the last close of a month's file, which is the price of the minutes after it that no source has. */
export function lastCloseInHeader(header: FrameHeader): number {
  return Number(header.metadata[CLOSE_KEY])
}
