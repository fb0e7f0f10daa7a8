import { join } from 'node:path'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { openDerivedStore } from '../../store/derived/derived-store.js'
import { openComputePool, computeThreads } from '../compute/compute-pool.js'
import type { Io } from '../../cli/io.js'
import { progressBars } from '../../cli/progress-bars.js'
import type { Workspace } from '../workspace.js'
import type { DataSources } from './load-base.js'

/** A workspace's stored candles and computed frames, with progress and stopping as the command line has them. */
export function openSources(io: Io, workspace: Workspace): DataSources & { readonly workspace: string } {
  const candles = openCandleStore(workspace.dataFolder)
  const pool = openComputePool(computeThreads(), workspace.directory)
  return {
    config: workspace.config,
    workspace: workspace.directory,
    candles,
    derived: openDerivedStore(workspace.dataFolder, candles, pool),
    rest: () => pool.close(),
    rowFolder: join(workspace.dataFolder, 'rows'),
    progress: progressBars(io),
    signal: io.signal,
  }
}
