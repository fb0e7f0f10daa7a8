import { rm } from 'node:fs/promises'
import type { Candles } from '../../core/candles.js'
import { systemCodeOf } from '../../core/errors.js'
import { timeAt } from '../../core/grid.js'
import { calendarOf } from '../../core/market-calendar.js'
import type { Market } from '../../core/market.js'
import { DAY } from '../../core/time.js'
import { linesOfCandles, readTail, tailFileOf } from './candle-tail.js'
import { appendLines, readLineLog } from '../files/line-log.js'
import { mergeMonths } from './merge-months.js'
import { storedRange } from './read-candles.js'
import { keepRevisions } from './revision-log.js'
import { syncFolder } from '../files/staged-file.js'
import type { CandleWriter } from './store.js'

/** The writer of a market's folder; only for the holder of its lock. */
export function candleWriter(folder: string, market: Market): CandleWriter {
  const file = tailFileOf(folder)
  /** Of the tail; undefined until it was looked at. */
  let validBytes: number | undefined
  const fold = async (): Promise<void> => {
    validBytes = undefined
    const tail = await readTail(folder, calendarOf(market))
    // A stop between the two leaves a tail that lies over its own candles: the next fold changes nothing and removes it.
    if (tail) await mergeMonths(folder, market, tail, { conflict: 'new' })
    if (await removeFile(file)) await syncFolder(folder)
    validBytes = 0
  }
  const append = async (candles: Candles): Promise<void> => {
    const lines = linesOfCandles(candles)
    if (lines.length === 0) return
    const stored = await storedRange(folder, market)
    if (!stored || timeAt(candles.grid, candles.filled.indexOf(0)) < stored.to - DAY) {
      await fold()
      await mergeMonths(folder, market, candles, { conflict: 'new' })
      return
    }
    validBytes ??= (await readLineLog(file)).validBytes
    validBytes = await appendLines(file, lines, validBytes)
  }
  return {
    append,
    fold,
    keepRevisions: (revisions) => keepRevisions(folder, revisions),
    merge: async (candles, options = {}) => {
      if (!options.dryRun) await fold()
      return mergeMonths(folder, market, candles, options)
    },
  }
}

/** Whether there was one. */
async function removeFile(file: string): Promise<boolean> {
  try {
    await rm(file)
    return true
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false
    throw error
  }
}
