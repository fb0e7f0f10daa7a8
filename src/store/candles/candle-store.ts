import { frameToCandles } from '../../core/candles.js'
import { marketPath, type Market } from '../../core/market.js'
import { candleWriter } from './candle-writer.js'
import { folderOfMarket, listMarketFolder, storedMarkets } from '../files/market-folder.js'
import { mergeMonths } from './merge-months.js'
import { STORED_COLUMNS, readCandleColumns, readDayHashes, storedRange } from './read-candles.js'
import { readRevisions } from './revision-log.js'
import type { CandleStore } from './store.js'
import { withWriterLock } from '../files/writer-lock.js'

/** Opens the candles of a data folder. Nothing is read or made before it is asked for. */
export function openCandleStore(dataFolder: string): CandleStore {
  const folderOf = (market: Market): string => folderOfMarket(dataFolder, market)
  return {
    markets: () => storedMarkets(dataFolder),
    range: (market) => storedRange(folderOf(market), market),
    read: async (market, range) =>
      frameToCandles(await readCandleColumns(folderOf(market), market, STORED_COLUMNS, range)),
    readColumns: (market, columns, range) => readCandleColumns(folderOf(market), market, columns, range),
    dayHashes: (market, range) => readDayHashes(folderOf(market), market, range),
    revisions: (market) => readRevisions(folderOf(market)),
    damaged: async (market) => (await listMarketFolder(folderOf(market))).damaged.map(({ file }) => file),
    merge: (market, candles, options = {}) => {
      const folder = folderOf(market)
      if (options.dryRun) return mergeMonths(folder, market, candles, options)
      return withWriterLock(folder, marketPath(market), () => candleWriter(folder, market).merge(candles, options))
    },
    write: (market, work) => {
      const folder = folderOf(market)
      return withWriterLock(folder, marketPath(market), () => work(candleWriter(folder, market)))
    },
  }
}
