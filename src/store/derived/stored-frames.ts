import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { marketPath, type Market } from '../../core/market.js'
import { listMarketFolder } from '../files/market-folder.js'
import { listNames, pathExists } from '../files/paths.js'
import { isLockName, withWriterLock } from '../files/writer-lock.js'
import type { FrameKind } from './derived-lineage.js'

/** The stored frames of one definition and market. */
export interface StoredFrames {
  readonly kind: 'features' | 'targets'
  readonly id: string
  /** Beginning of the first stored month. */
  readonly from: number
}

const KINDS = ['features', 'targets'] as const
/** Folder of the score frames, by classifier. */
const SCORES = 'scores' as const

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

/**
 * Removes all stored frames of a market, and the scores of all classifiers, which are not among those that it returns. Throws UserError
 * where another process computes them.
 */
export async function removeStoredFrames(dataFolder: string, market: Market): Promise<StoredFrames[]> {
  const frames = await listStoredFrames(dataFolder, market)
  const scores = (await listNames(join(dataFolder, SCORES))).map((id) => ({ kind: SCORES, id }) as const)
  for (const { kind, id } of [...frames, ...scores]) {
    const folder = frameFolder(dataFolder, kind, id, market)
    if (!(await pathExists(folder))) continue
    await withWriterLock(folder, `${id} of ${market.symbol}`, async () => {
      const files = (await listNames(folder)).filter((name) => !isLockName(name))
      for (const name of files) await rm(join(folder, name), { recursive: true, force: true })
    })
  }
  return frames
}

/** Removes all scores of a classifier. */
export async function removeStoredScores(dataFolder: string, classifier: string): Promise<void> {
  await rm(join(dataFolder, SCORES, classifier), { recursive: true, force: true })
}

function frameFolder(dataFolder: string, kind: FrameKind, id: string, market: Market): string {
  return join(dataFolder, kind, id, ...marketPath(market).split('/'))
}
