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
export function listStoredMarkets(dataFolder: string): Promise<Market[]> {
  return listMarketsIn(candlesFolder(dataFolder), async (folder) => {
    const { months, damaged } = await listMarketFolder(folder)
    return months.length + damaged.length > 0
  })
}

/** Lists the markets below `root`, by the folders of their paths, that have something stored; sorted by path. */
export async function listMarketsIn(root: string, isStored: (folder: string) => Promise<boolean>): Promise<Market[]> {
  const markets: Market[] = []
  for (const exchange of await listFolders(root)) {
    for (const type of await listFolders(join(root, exchange))) {
      for (const pair of await listFolders(join(root, exchange, type))) {
        for (const interval of await listFolders(join(root, exchange, type, pair))) {
          const market = { exchange, type, symbol: pair.replace('-', '/'), interval }
          if (await isStored(join(root, ...marketPath(market).split('/')))) markets.push(market)
        }
      }
    }
  }
  return markets
}
