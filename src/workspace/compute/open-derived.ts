import { availableParallelism } from 'node:os'
import { openDerivedStore, type DerivedStore } from '../../store/derived/derived-store.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { Workspace } from '../workspace.js'
import { openComputePool } from './compute-pool.js'

/** More threads than this gain little, for the disk has to keep up, and each takes some 40 MB. */
const MOST_WORKERS = 8

/** Threads that compute on this machine: one for each core, eight at most. */
export function computeWorkers(): number {
  return Math.min(availableParallelism(), MOST_WORKERS)
}

/** The derived frames of a workspace, computed by as many threads as the machine has cores. */
export function openDerived({ directory, dataFolder }: Workspace, candles: CandleStore): DerivedStore {
  return openDerivedStore(dataFolder, candles, openComputePool(computeWorkers(), directory))
}
