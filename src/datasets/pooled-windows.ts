import { arange } from '../core/arange.js'
import type { Frame } from '../core/frame.js'
import type { FeatureSet } from '../features/feature-set.js'
import { labelsAt, weightsAt } from './base-dataset.js'
import type { PooledRows } from './training-matrix.js'
import { selectWindowRows, type WindowRows } from './window-rows.js'

/** A base whose features are read when they are needed, a month at a time. */
export interface BaseSource {
  readonly base: string
  readonly featureSet: FeatureSet
  /** Has the column `target`, and may have `weight`. */
  readonly targets: Frame
  readonly rows: number
  /** The ordinals of its rows, ascending. Each call makes them anew, so that those of one base at a time are in memory. */
  readonly ordinals: () => Int32Array
  /** Stored features of the ordinals `first … last`, with the rows before them that lags need, in memory of their own. */
  readonly read: (first: number, last: number) => Promise<Frame>
}

/** A base whose rows are all that its windows read, `from` its first one among those of all bases. */
export type PooledPart = BaseSource & Pick<WindowRows, 'last'> & { readonly from: number }

/** Rows of some bases with the minutes of their windows before them. */
export interface PooledWindows {
  readonly rows: number
  readonly parts: readonly PooledPart[]
}

/** Where each base's rows are to lie in a file. */
export function poolWindows(bases: readonly BaseSource[], window: number): PooledWindows {
  let from = 0
  const positions = window === 1 ? arange(Math.max(0, ...bases.map(({ rows }) => rows))) : undefined
  const parts = bases.map((base) => {
    const last = positions?.subarray(0, base.rows)
    const part = { ...(last ? { ...base, last } : windowsOf(base, window)), from }
    from += part.rows
    return part
  })
  return { rows: from, parts }
}

function windowsOf(base: BaseSource, window: number): BaseSource & Pick<WindowRows, 'last'> {
  const found = (): WindowRows => selectWindowRows(base.ordinals(), window)
  const { ordinals, last } = found()
  return { ...base, rows: ordinals.length, ordinals: () => found().ordinals, last }
}

/** Labels, which are written to `labels`, weights and samples of all bases, as a training matrix has them. */
export function collectLabels(
  { rows, parts }: PooledWindows,
  labels: Uint8Array = new Uint8Array(rows),
): Pick<PooledRows, 'labels' | 'weights' | 'samples'> {
  const weights = parts[0]?.targets.columns.has('weight') ? new Float32Array(rows) : undefined
  const windows = parts.some((part) => part.rows !== part.last.length)
  const samples = windows ? new Int32Array(parts.reduce((sum, { last }) => sum + last.length, 0)) : undefined
  let filled = 0
  for (const { targets, last, from, ...part } of parts) {
    const ordinals = part.ordinals()
    labels.set(labelsAt({ targets }, ordinals), from)
    weights?.set(weightsAt({ targets }, ordinals) ?? [], from)
    samples?.set(
      last.map((row) => from + row),
      filled,
    )
    filled += last.length
  }
  return { labels, weights, samples }
}
