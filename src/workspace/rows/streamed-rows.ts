import { silentProgress } from '../../core/progress.js'
import { writeExpandedFeatures } from '../../datasets/expand-features.js'
import { fitAndScale } from '../../datasets/fit-and-scale.js'
import { poolWindows, type BaseSource, type PooledWindows } from '../../datasets/pooled-windows.js'
import type { RowSink } from '../../datasets/row-sink.js'
import { ordinalsOf } from '../../datasets/set-rows.js'
import type { ScalerKind } from '../../datasets/scaler.js'
import type { PooledBase } from '../../datasets/training-matrix.js'
import { lagSpan } from '../../features/feature-set.js'
import { featureRequest } from './base-rows.js'
import type { DataSources } from './data-sources.js'
import type { RowPlan } from './plan-rows.js'
import type { Splits } from './split-rows.js'

/** The rows of a set, whose features are read a month at a time. */
export interface SplitStream {
  readonly windows: PooledWindows
  /** Puts the raw features into a sink; what has not been computed yet is computed and kept before. */
  readonly expand: (sink: RowSink) => Promise<void>
  /** Fits the scalers of the bases on what was put there, and scales it. */
  readonly scale: (sink: RowSink, kind: ScalerKind) => Promise<PooledBase[]>
}

/** The sets of a training, of which nothing has been read yet. */
export function streamSplit(
  plan: RowPlan,
  sources: DataSources,
  sets: Splits,
  set: 'training' | 'validation',
): SplitStream {
  const bases = sets[set].map((chosen) => streamedBase(plan, sources, chosen))
  const windows = poolWindows(bases, plan.window)
  const work = { what: `${set} rows`, progress: sources.progress, signal: sources.signal }
  return {
    windows,
    expand: async (sink) => {
      for (const { base, range } of sets.bases)
        await sources.derived.supplement({ ...featureRequest(sources, base, plan.features), range })
      const expander = isWorthThreads(sink, windows) ? sources.expander : undefined
      if (!expander) await sources.stopThreads?.()
      await writeExpandedFeatures(sink, windows, work, expander)
      await sources.stopThreads?.()
    },
    scale: (sink, kind) => fitAndScale(sink, windows, kind, work),
  }
}

/** Fewer values than these are there before threads have started. */
const MIN_SHARED_VALUES = 2 ** 23

/** Whether threads can write the rows where they are to lie, and are many enough. */
function isWorthThreads(sink: RowSink, { rows }: PooledWindows): boolean {
  const isShared = !sink.copies && sink.read(0, 0).buffer instanceof SharedArrayBuffer
  return isShared && rows * sink.width >= MIN_SHARED_VALUES
}

function streamedBase(
  { features }: RowPlan,
  sources: DataSources,
  { loaded, rows }: Splits['training'][number],
): BaseSource {
  const { calendar } = loaded.candles.grid
  const request = { ...featureRequest(sources, loaded.base, features), progress: silentProgress }
  const before = lagSpan(features.value)
  return {
    base: loaded.base.name,
    featureSet: features.value,
    targets: loaded.dataset.targets,
    rows: rows.rows,
    ordinals: () => ordinalsOf(rows.runs),
    read: (first, last) => {
      const range = { from: calendar.timeAt(first - before), to: calendar.timeAt(last + 1) }
      return sources.derived.frame({ ...request, range })
    },
  }
}
