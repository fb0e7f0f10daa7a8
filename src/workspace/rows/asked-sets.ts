import { join, resolve } from 'node:path'
import type { Base } from '../../config/markets.js'
import type { TimeRange } from '../../core/time.js'
import { clipSets, findCommonRange, type SplitSets } from '../../datasets/split-sets.js'
import type { CandleStore } from '../../store/candles/store.js'
import type { Io } from '../../cli/io.js'
import { SETS_FILE, readSets } from './read-sets.js'
import type { Workspace } from '../workspace.js'

/** How a command was told its sets: by file, and whether only the time counts that all bases have candles of. */
export interface SetsOptions {
  readonly sets?: string | undefined
  readonly common: boolean
}

/** The sets that a command was asked to use; by default those of the workspace. */
export async function askedSets(
  io: Io,
  { directory }: Workspace,
  { sets, common }: SetsOptions,
  bases: readonly Base[],
  candles: CandleStore,
): Promise<SplitSets> {
  const read = await readSets(sets === undefined ? join(directory, SETS_FILE) : resolve(io.cwd, sets))
  return common ? clipToCommon(read, bases, candles) : read
}

/** The sets inside the time that all bases have candles of. */
async function clipToCommon(sets: SplitSets, bases: readonly Base[], candles: CandleStore): Promise<SplitSets> {
  const ranges = new Map<string, TimeRange>()
  for (const { name, market } of bases) {
    const range = await candles.range(market)
    if (range) ranges.set(name, range)
  }
  return clipSets(sets, findCommonRange(ranges))
}
