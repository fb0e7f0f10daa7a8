import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Candles } from '../../core/candles.js'
import { systemCodeOf } from '../../core/errors.js'
import { timeAt } from '../../core/grid.js'
import { calendarOf, type Market } from '../../core/market.js'
import { DAY } from '../../core/time.js'
import { appendToLineLog, readLineLog } from '../files/line-log.js'
import { listNames } from '../files/paths.js'
import { syncFolder } from '../files/staged-file.js'
import { isLockName } from '../files/writer-lock.js'
import type { CandleWriter } from './candle-store.js'
import { formatTailLines, readTail, tailFileIn } from './candle-tail.js'
import { readStoredRange } from './list-candles.js'
import { mergeMonths } from './merge-months.js'
import { recordRevisions } from './revision-log.js'

/** Creates the writer of a market's folder; the caller must hold its lock. */
export function createCandleWriter(folder: string, market: Market): CandleWriter {
  const file = tailFileIn(folder)
  /** The number of valid bytes of the tail; undefined until the tail was read. */
  let validBytes: number | undefined
  const fold = async (): Promise<void> => {
    validBytes = undefined
    const tail = await readTail(folder, calendarOf(market))
    // // A stop between the two steps leaves a tail over its own candles: the next fold changes nothing and removes
    // it.
    if (tail) await mergeMonths(folder, market, [tail], { conflict: 'new' })
    if (await removeFile(file)) await syncFolder(folder)
    validBytes = 0
  }
  const append = async (candles: Candles): Promise<void> => {
    const lines = formatTailLines(candles)
    if (lines.length === 0) return
    const stored = await readStoredRange(folder, market)
    if (!stored || timeAt(candles.grid, candles.filled.indexOf(0)) < stored.to - DAY) {
      await fold()
      await mergeMonths(folder, market, [candles], { conflict: 'new' })
      return
    }
    validBytes ??= (await readLineLog(file)).validBytes
    validBytes = await appendToLineLog(file, lines, validBytes)
  }
  return {
    append,
    fold,
    remove: async () => {
      validBytes = undefined
      // // The tail is removed first, then the newest month, so that a stop leaves no hole.
      const files = (await listNames(folder)).filter((name) => !isLockName(name)).reverse()
      for (const name of files) await rm(join(folder, name), { recursive: true, force: true })
      await syncFolder(folder)
    },
    recordRevisions: (revisions) => recordRevisions(folder, revisions),
    merge: async (candles, options = {}) => {
      if (!options.dryRun) await fold()
      return mergeMonths(folder, market, piecesOf(candles), options)
    },
  }
}

/** Lists the pieces of what a merge is given. */
export function piecesOf(candles: Candles | readonly Candles[]): readonly Candles[] {
  return 'grid' in candles ? [candles] : candles
}

/** Removes a file and returns whether there was one. */
async function removeFile(file: string): Promise<boolean> {
  try {
    await rm(file)
    return true
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false
    throw error
  }
}
