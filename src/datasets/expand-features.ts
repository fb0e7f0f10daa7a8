import { CancelledError } from '../core/errors.js'
import type { Frame } from '../core/frame.js'
import type { Progress } from '../core/progress.js'
import { monthName } from '../core/time.js'
import { expandRows, laggedValues } from '../features/expand-lags.js'
import type { FeatureSet } from '../features/feature-set.js'
import { frameBuffers, releaseBuffers } from '../runtime/buffers.js'
import { runInParallel } from '../runtime/run-in-parallel.js'
import { nonFiniteError } from './base-dataset.js'
import { createScratch } from './evaluation-rows.js'
import type { PooledPart, PooledWindows } from './pooled-windows.js'
import type { RowSink } from './row-sink.js'
import { indexOfNonFiniteRow } from './statistics/non-finite.js'

/** How long work on rows is shown and stopped, and what they are called: `training rows`. */
export interface RowWork {
  readonly what: string
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Expands rows beside the thread that asks for it, into memory that threads share. */
export interface RowExpander {
  /** How many frames at a time. */
  readonly parallel: number
  /**
   * Does what `expandRows` does; resolves to the position of the first value that is not a finite number, −1 where all are. The
   * frame's columns are given away.
   */
  expand(set: FeatureSet, frame: Frame, rows: Int32Array, out: Float32Array): Promise<number>
}

/**
 * Puts raw features of all bases, lags expanded, into the sink, a month at a time, or, into memory that threads share, as many
 * months at a time as the expander takes; the bits are the same. Throws UserError where a feature is not a finite number,
 * CancelledError when it is stopped.
 */
export async function writeExpandedFeatures(
  sink: RowSink,
  windows: PooledWindows,
  { what, progress, signal }: RowWork,
  expander?: RowExpander,
): Promise<void> {
  const used = expander && !sink.copies ? expander : createInlineExpander()
  const task = progress.start(`expand ${what}`, windows.rows, 'rows')
  let done = 0
  try {
    for (const part of windows.parts) {
      await writePart(sink, part, used, (rows) => {
        task.update((done += rows))
        if (signal.aborted) throw new CancelledError(`the ${what} were not expanded to the end`)
      })
    }
  } finally {
    task.end()
  }
}

function createInlineExpander(): RowExpander {
  return {
    parallel: 1,
    expand: async (set, frame, rows, out) => {
      expandRows(set, frame, rows, out)
      const position = indexOfNonFiniteRow(laggedValues(set, frame), rows, out)
      releaseBuffers(frameBuffers(frame))
      return position
    },
  }
}

async function writePart(
  sink: RowSink,
  { base, featureSet, from, targets, read, ordinals: list }: PooledPart,
  expander: RowExpander,
  onRows: (rows: number) => void,
): Promise<void> {
  const scratch = createScratch()
  const { calendar } = targets.grid
  const ordinals = list()
  const months = [...monthRuns(ordinals, (ordinal) => monthName(calendar.timeAt(ordinal)))]
  await runInParallel(months, expander.parallel, async ({ begin, end }) => {
    const chosen = ordinals.subarray(begin, end)
    const features = await read(chosen[0] ?? 0, chosen.at(-1) ?? 0)
    const { first } = features.grid
    const rows = chosen.map((ordinal) => ordinal - first)
    const dense = sink.copies
      ? scratch(rows.length * sink.width).subarray(0, rows.length * sink.width)
      : sink.read(from + begin, rows.length)
    const position = await expander.expand(featureSet, features, rows, dense)
    if (position >= 0) throw nonFiniteError({ base, featureSet, features }, chosen, dense, position)
    await sink.writeFeatures(from + begin, dense)
    onRows(end - begin)
    return true
  })
}

/** Runs of positions whose ordinals lie in the same month. */
function* monthRuns(
  ordinals: Int32Array,
  monthOf: (ordinal: number) => string,
): Generator<{ readonly begin: number; readonly end: number }> {
  for (let begin = 0; begin < ordinals.length;) {
    const month = monthOf(ordinals[begin] ?? 0)
    // The months ascend: the first position of the next one is found by halving.
    let [low, end] = [begin + 1, ordinals.length]
    while (low < end) {
      const middle = (low + end) >>> 1
      if (monthOf(ordinals[middle] ?? 0) === month) low = middle + 1
      else end = middle
    }
    yield { begin, end }
    begin = end
  }
}
