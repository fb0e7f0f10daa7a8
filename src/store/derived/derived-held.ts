import { join } from 'node:path'
import { marketPath, type Market } from '../../core/market.js'
import { listMarketFolder } from '../files/market-folder.js'
import { namesIn } from '../files/names-in.js'

/** Frames of one definition that a data folder has of a market. */
export interface HeldFrames {
  readonly kind: 'features' | 'targets'
  readonly id: string
  /** Beginning of the first month that is there. */
  readonly from: number
}

const KINDS = ['features', 'targets'] as const

/** What has been computed of a market and kept, sorted by kind and id. */
export async function heldFrames(dataFolder: string, market: Market): Promise<HeldFrames[]> {
  const held: HeldFrames[] = []
  for (const kind of KINDS) {
    for (const id of await namesIn(join(dataFolder, kind))) {
      const folder = join(dataFolder, kind, id, ...marketPath(market).split('/'))
      const [first] = (await listMarketFolder(folder)).months
      if (first) held.push({ kind, id, from: first.month.from })
    }
  }
  return held
}
