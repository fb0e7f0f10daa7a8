import { sliceCandles, type Candles } from '../core/candles.js'
import { shuffle } from '../core/rng.js'
import { probeCount, randomRows, type Check, type CheckContext, type Remark } from './check.js'
import { findFirstDifference } from './compare.js'

/** What is said of values that differ though nothing else does: then there is nothing to compare. */
export const NOT_REPEATABLE = 'the same candles give other values the second time'

/** Checks that equal candles give equal bits again, whatever was computed in between and in which order. */
export const determinismCheck: Check = {
  name: 'determinism',
  on: ['moving', 'quiet'],
  run(context) {
    const { subject, sample, whole } = context
    const place = findFirstDifference(whole, subject.compute(sample.candles))
    if (place) return [{ severity: 'failure', text: NOT_REPEATABLE, ...place }]
    return afterOthers(context)
  },
}

/**
 * Another instance has never seen the whole: a value that was remembered from there, perhaps from later candles, is not what it
 * computes. Parts that end early come first, so that it remembers nothing later either.
 */
function afterOthers(context: CheckContext): Remark[] {
  const parts = partsOf(context)
  const { subject, another, rng } = context
  const before = parts.map((part) => another.compute(part))
  const order = Int32Array.from(parts.keys())
  shuffle(order, rng)
  for (const index of order) {
    const [part, frame] = [parts[index], before[index]]
    const place = part && frame && findFirstDifference(frame, subject.compute(part))
    if (place) {
      return [{ severity: 'failure', text: 'what was computed before changes the values: it keeps a state', ...place }]
    }
  }
  return []
}

/** Slices of different starts and lengths, in the order of their ends. */
function partsOf(context: CheckContext): Candles[] {
  const { subject, sample, rng } = context
  const minRows = subject.reach + subject.horizon + 1
  const { rows } = sample.candles.grid
  const parts = randomRows(rng, probeCount(context, 6), rows - minRows + 1).map((start) => {
    const maxRows = Math.min(rows - start, minRows + 500)
    return sliceCandles(sample.candles, start, minRows + rng.below(maxRows - minRows + 1))
  })
  return parts.sort((a, b) => endOf(a) - endOf(b))
}

function endOf({ grid }: Candles): number {
  return grid.first + grid.rows
}
