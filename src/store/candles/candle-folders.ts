import { join } from 'node:path'
import { marketPath, type Market } from '../../core/market.js'
import { listMarketFolder } from '../files/market-folder.js'
import { listFolders } from '../files/paths.js'

/** Returns the folder of all candles in a data folder. */
function candlesFolder(dataFolder: string): string {
  return join(dataFolder, 'candles')
}

/** Returns the folder that holds the candles of a market, one file for each month. */
export function candleFolderOf(dataFolder: string, market: Market): string {
  return join(candlesFolder(dataFolder), ...marketPath(market).split('/'))
}

/** Lists the markets that have at least one file of candles, healthy or damaged, sorted by path. */
export async function listStoredMarkets(dataFolder: string): Promise<Market[]> {
  const root = candlesFolder(dataFolder)
  const markets: Market[] = []
  for (const exchange of await listFolders(root)) {
    for (const type of await listFolders(join(root, exchange))) {
      for (const pair of await listFolders(join(root, exchange, type))) {
        for (const interval of await listFolders(join(root, exchange, type, pair))) {
          const market = { exchange, type, symbol: pair.replace('-', '/'), interval }
          const { months, damaged } = await listMarketFolder(candleFolderOf(dataFolder, market))
          if (months.length + damaged.length > 0) markets.push(market)
        }
      }
    }
  }
  return markets
}
