import { frameToCandles } from '../../core/candles.js'
import { marketPath, type Market } from '../../core/market.js'
import { listMarketFolder } from '../files/market-folder.js'
import { withWriterLock } from '../files/writer-lock.js'
import { candleFolderOf, listStoredMarkets } from './candle-folders.js'
import type { CandleStore } from './candle-store.js'
import { createCandleWriter, piecesOf } from './candle-writer.js'
import { readStoredRange } from './list-candles.js'
import { mergeMonths } from './merge-months.js'
import { STORED_CANDLE_COLUMNS, readCandleColumns } from './read-candles.js'
import { readDayHashes } from './read-day-hashes.js'
import { readRevisions } from './revision-log.js'

/** Opens the candles of a data folder. Nothing is read or created before a method is called. */
export function openCandleStore(dataFolder: string): CandleStore {
  const folderOf = (market: Market): string => candleFolderOf(dataFolder, market)
  return {
    markets: () => listStoredMarkets(dataFolder),
    range: (market) => readStoredRange(folderOf(market), market),
    read: async (market, range) =>
      frameToCandles(await readCandleColumns(folderOf(market), market, STORED_CANDLE_COLUMNS, range)),
    readColumns: (market, columns, range) => readCandleColumns(folderOf(market), market, columns, range),
    dayHashes: (market, range) => readDayHashes(folderOf(market), market, range),
    revisions: (market) => readRevisions(folderOf(market)),
    damaged: async (market) => (await listMarketFolder(folderOf(market))).damaged.map(({ file }) => file),
    merge: (market, candles, options = {}) => {
      const folder = folderOf(market)
      if (options.dryRun) return mergeMonths(folder, market, piecesOf(candles), options)
      return withWriterLock(folder, marketPath(market), () =>
        createCandleWriter(folder, market).merge(candles, options),
      )
    },
    write: (market, work) => {
      const folder = folderOf(market)
      return withWriterLock(folder, marketPath(market), () => work(createCandleWriter(folder, market)))
    },
  }
}
