import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { marketPath, type Market } from '../../core/market.js'
import { listMarketFolder } from '../files/market-folder.js'
import { listNames } from '../files/paths.js'
import { isLockName, withWriterLock } from '../files/writer-lock.js'

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
  const frames: StoredFrames[] = []
  for (const kind of KINDS) {
    for (const id of await listNames(join(dataFolder, kind))) {
      const [first] = (await listMarketFolder(frameFolder(dataFolder, kind, id, market))).months
      if (first) frames.push({ kind, id, from: first.month.from })
    }
  }
  return frames
}

/** Removes all that was computed of a market. Throws UserError where somebody computes it at the moment. */
export async function removeStoredFrames(dataFolder: string, market: Market): Promise<StoredFrames[]> {
  const frames = await listStoredFrames(dataFolder, market)
  for (const { kind, id } of frames) {
    const folder = frameFolder(dataFolder, kind, id, market)
    await withWriterLock(folder, `${id} of ${market.symbol}`, async () => {
      const files = (await listNames(folder)).filter((name) => !isLockName(name))
      for (const name of files) await rm(join(folder, name), { recursive: true, force: true })
    })
  }
  return frames
}

function frameFolder(dataFolder: string, kind: StoredFrames['kind'], id: string, market: Market): string {
  return join(dataFolder, kind, id, ...marketPath(market).split('/'))
}
