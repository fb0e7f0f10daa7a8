import { join } from 'node:path'
import type { WorkspaceConfig } from '../../config/schema.js'
import type { Clock } from '../../core/clock.js'
import type { Progress } from '../../core/progress.js'
import type { RowExpander } from '../../datasets/expand-features.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { openDerivedStore, type DerivedStore } from '../../store/derived/derived-store.js'
import { openQuoteStore } from '../../store/quotes/open-quote-store.js'
import type { QuoteStore } from '../../store/quotes/quote-store.js'
import { computeThreads, openComputePool } from '../compute/compute-pool.js'
import type { WorkspaceContext } from '../context.js'

/** Where data come from, and how long work on them is shown and stopped. */
export interface DataSources {
  readonly config: WorkspaceConfig
  /** Folder of the workspace, whose own definitions are known too; without it only those of the package are. */
  readonly workspace?: string
  readonly candles: CandleStore
  readonly derived: DerivedStore
  /** Stored quotes; without them spreads are estimated. */
  readonly quotes?: QuoteStore
  /** Expands rows in threads. */
  readonly expander?: RowExpander
  /** Folder in which scores are kept; without it they are computed anew each time. */
  readonly dataFolder?: string
  /** Ends the threads that compute frames, until they are needed again: each takes some 40 MB. */
  readonly stopThreads?: () => Promise<void>
  /** Folder of expanded rows that trainers map; without it they are always held in memory. */
  readonly rowFolder?: string
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Data sources that are told the time and tell what becomes of files. */
export interface RowSources extends DataSources {
  readonly clock: Clock
  readonly log?: (line: string) => void
}

/** Sources of a workspace. */
export interface WorkspaceSources extends RowSources {
  readonly workspace: string
  readonly log: (line: string) => void
  readonly stopThreads: () => Promise<void>
}

/** Opens the stored candles and computed frames of a workspace; `stopThreads` is to be called when they are done with. */
export function openDataSources({ workspace, clock, signal, progress, log }: WorkspaceContext): WorkspaceSources {
  const { directory, dataFolder, config } = workspace
  const candles = openCandleStore(dataFolder)
  const pool = openComputePool(computeThreads(), directory)
  return {
    config,
    workspace: directory,
    candles,
    dataFolder,
    derived: openDerivedStore(dataFolder, candles, pool),
    quotes: openQuoteStore(dataFolder),
    expander: pool,
    stopThreads: () => pool.close(),
    rowFolder: join(dataFolder, 'rows'),
    clock,
    progress,
    signal,
    log,
  }
}
