import { setImmediate } from 'node:timers/promises'
import { CancelledError } from '../../core/errors.js'
import { silentProgress } from '../../core/progress.js'
import { inputNames } from '../../datasets/base-dataset.js'
import {
  writeExpandedFeatures,
  poolWindows,
  fitAndScale,
  type PooledWindows,
  type BaseSource,
} from '../../datasets/pool-rows.js'
import type { RowSink } from '../../datasets/row-sink.js'
import { ordinalsOf } from '../../datasets/set-rows.js'
import type { ScalerKind } from '../../datasets/scaler.js'
import type { PooledBase } from '../../datasets/training-matrix.js'
import { lagSpan } from '../../features/feature-set.js'
import { featureRequest, type DataSources } from './load-base.js'
import type { PreparedSets } from './prepare-sets.js'
import type { RowPlan } from './row-plan.js'

/** The rows of a set, whose features are read a month at a time. */
export interface StreamedSet {
  readonly windows: PooledWindows
  /** Puts the raw features into a sink; what has not been computed yet is computed and kept before. */
  readonly expand: (sink: RowSink) => Promise<void>
  /** Fits the scalers of the bases on what was put there, and scales it. */
  readonly scale: (sink: RowSink, kind: ScalerKind) => Promise<PooledBase[]>
}

/** The sets of a training, of which nothing has been read yet. */
export function streamedSet(
  plan: RowPlan,
  sources: DataSources,
  sets: PreparedSets,
  set: 'training' | 'validation',
): StreamedSet {
  const windows = poolWindows(
    sets[set].map((chosen) => streamedBase(plan, sources, chosen)),
    plan.window,
  )
  return {
    windows,
    expand: async (sink) => {
      for (const { base, range } of sets.bases)
        await sources.derived.supplement({ ...featureRequest(sources, base, plan.features), range })
      await sources.rest?.()
      await expand(sink, windows, sources, `${set} rows`)
    },
    scale: (sink, kind) => scale(sink, windows, sources, { kind, what: `${set} rows` }),
  }
}

function streamedBase(
  { features }: RowPlan,
  sources: DataSources,
  { loaded, rows }: PreparedSets['training'][number],
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

async function expand(
  sink: RowSink,
  windows: PooledWindows,
  { progress, signal }: DataSources,
  what: string,
): Promise<void> {
  const task = progress.start(`expand ${what}`, windows.rows, 'rows')
  try {
    await writeExpandedFeatures(sink, windows, (done) => {
      task.update(done)
      if (signal.aborted) throw new CancelledError(`the ${what} were not expanded to the end`)
    })
  } finally {
    task.end()
  }
}

async function scale(
  sink: RowSink,
  windows: PooledWindows,
  { progress, signal }: DataSources,
  { kind, what }: { readonly kind: ScalerKind; readonly what: string },
): Promise<PooledBase[]> {
  const columns = windows.parts.reduce((sum, { featureSet }) => sum + inputNames(featureSet).length, 0)
  const task = progress.start(`scale ${what}`, columns, 'columns')
  try {
    return await fitAndScale(sink, windows, kind, async (done) => {
      task.update(done)
      await setImmediate()
      if (signal.aborted) throw new CancelledError(`the ${what} were not scaled to the end`)
    })
  } finally {
    task.end()
  }
}
