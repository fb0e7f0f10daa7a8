import { join } from 'node:path'
import { marketPath, type Market } from '../../core/market.js'
import { listMarketFolder } from '../files/market-folder.js'
import { listNames } from '../files/paths.js'

/** Frames of one definition that a data folder has of a market. */
export interface StoredFrames {
  readonly kind: 'features' | 'targets'
  readonly id: string
  /** Beginning of the first month that is there. */
  readonly from: number
}

const KINDS = ['features', 'targets'] as const

/** What has been computed of a market and kept, sorted by kind and id. */
export async function listStoredFrames(dataFolder: string, market: Market): Promise<StoredFrames[]> {
  const held: StoredFrames[] = []
  for (const kind of KINDS) {
    for (const id of await listNames(join(dataFolder, kind))) {
      const folder = join(dataFolder, kind, id, ...marketPath(market).split('/'))
      const [first] = (await listMarketFolder(folder)).months
      if (first) held.push({ kind, id, from: first.month.from })
    }
  }
  return held
}
