import { CancelledError } from '../core/errors.js'
import type { Progress } from '../core/progress.js'
import { monthName } from '../core/time.js'
import { frameBuffers, releaseBuffers } from '../runtime/buffers.js'
import { readDenseFeatures, requireFinite } from './base-dataset.js'
import { createScratch } from './evaluation-rows.js'
import type { PooledPart, PooledWindows } from './pooled-windows.js'
import type { RowSink } from './row-sink.js'

/** How long work on rows is shown and stopped, and what they are called: `training rows`. */
export interface RowWork {
  readonly what: string
  readonly progress: Progress
  readonly signal: AbortSignal
}

/**
 * Puts raw features of all bases, lags expanded, into the sink, a month at a time. Throws UserError where a feature is not a
 * finite number, CancelledError when it is stopped.
 */
export async function writeExpandedFeatures(
  sink: RowSink,
  windows: PooledWindows,
  { what, progress, signal }: RowWork,
): Promise<void> {
  const task = progress.start(`expand ${what}`, windows.rows, 'rows')
  let done = 0
  try {
    for (const part of windows.parts) {
      await writePart(sink, part, (rows) => {
        task.update((done += rows))
        if (signal.aborted) throw new CancelledError(`the ${what} were not expanded to the end`)
      })
    }
  } finally {
    task.end()
  }
}

async function writePart(
  sink: RowSink,
  { base, featureSet, from, targets, read, ordinals: list }: PooledPart,
  onRows: (rows: number) => void,
): Promise<void> {
  const scratch = createScratch()
  const { calendar } = targets.grid
  const ordinals = list()
  for (const { begin, end } of monthRuns(ordinals, (ordinal) => monthName(calendar.timeAt(ordinal)))) {
    const chosen = ordinals.subarray(begin, end)
    const features = await read(chosen[0] ?? 0, chosen.at(-1) ?? 0)
    const values = chosen.length * sink.width
    const dense = readDenseFeatures({ base, featureSet, features }, chosen, scratch(values).subarray(0, values))
    requireFinite({ base, featureSet, features }, chosen, dense)
    await sink.writeFeatures(from + begin, dense)
    releaseBuffers(frameBuffers(features))
    onRows(end - begin)
  }
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
