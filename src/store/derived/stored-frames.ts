import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { marketPath, type Market } from '../../core/market.js'
import { listMarketFolder } from '../files/market-folder.js'
import { listNames } from '../files/paths.js'
import { isLockName, withWriterLock } from '../files/writer-lock.js'

/** The stored frames of one definition and market. */
export interface StoredFrames {
  readonly kind: 'features' | 'targets'
  readonly id: string
  /** Beginning of the first stored month. */
  readonly from: number
}

const KINDS = ['features', 'targets'] as const

/** Lists the stored frames of a market, sorted by kind and id. */
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

/** Removes all stored frames of a market. Throws UserError where another process computes them. */
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
