import { quantile } from '../../datasets/statistics/quantile.js'

/** How often what was best in one half of the time is among the worse in the other. */
export interface BacktestOverfitting {
  /** Share of the splits in which the best of one half lies at or below the median of the other; near 1/2 without any edge. */
  readonly probability: number
  /** The logit of the best one's relative rank in the other half, split by split. */
  readonly logits: Float64Array
  /** Number of splits: blocks over half of them. */
  readonly splits: number
}

/** Splits grow fast with the blocks: there are 12 870 of 16. */
const MAX_BLOCKS = 20

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado, Zhu 2014). Each
 * trial is its returns by period, all equally long; they are cut into `blocks` equal blocks, and periods that do not fill a block
 * are left out at the end. Trials are compared by the Sharpe ratio. Throws RangeError for fewer than two trials, an odd number of blocks,
 * or fewer than two periods a block.
 */
export function backtestOverfitting(trials: readonly Float64Array[], blocks = 16): BacktestOverfitting {
  const periods = Math.min(...trials.map(({ length }) => length))
  if (trials.length < 2) throw new RangeError(`${trials.length} trial; overfitting is a choice among at least two`)
  if (!(Number.isInteger(blocks) && blocks >= 2 && blocks % 2 === 0 && blocks <= MAX_BLOCKS))
    throw new RangeError(`${blocks} blocks; expected an even number from 2 to ${MAX_BLOCKS}`)
  const length = Math.floor(periods / blocks)
  if (length < 2) throw new RangeError(`${periods} periods in ${blocks} blocks; expected at least two a block`)
  const sums = trials.map((returns) => blockSums(returns, blocks, length))
  const count = (length * blocks) / 2
  const logits = combinations(blocks, blocks / 2).map((inside) => {
    const inSample = sums.map((one) => sharpeOf(one, inside, count))
    const outside = ~inside & (2 ** blocks - 1)
    const outOfSample = sums.map((one) => sharpeOf(one, outside, count))
    return logitOfBest(inSample, outOfSample)
  })
  const overfitted = logits.filter((logit) => logit <= 0).length
  return { probability: overfitted / logits.length, logits: Float64Array.from(logits), splits: logits.length }
}

/** The median of the logits: how far from the middle the choice ends on an average split; below 0 it ends among the worse half. */
export function medianLogit({ logits }: BacktestOverfitting): number {
  return quantile(logits.toSorted(), 0.5)
}

interface BlockSums {
  readonly sum: Float64Array
  readonly square: Float64Array
}

function blockSums(returns: Float64Array, blocks: number, length: number): BlockSums {
  const sum = new Float64Array(blocks)
  const square = new Float64Array(blocks)
  for (let block = 0; block < blocks; block++)
    for (const value of returns.subarray(block * length, (block + 1) * length)) {
      sum[block] = (sum[block] ?? 0) + value
      square[block] = (square[block] ?? 0) + value * value
    }
  return { sum, square }
}

/** The Sharpe ratio over the blocks of a bit mask; 0 where nothing varies. */
function sharpeOf({ sum, square }: BlockSums, mask: number, count: number): number {
  let total = 0
  let squares = 0
  for (let block = 0; block < sum.length; block++)
    if ((mask >>> block) & 1) {
      total += sum[block] ?? 0
      squares += square[block] ?? 0
    }
  const mean = total / count
  const variance = squares / count - mean * mean
  return variance > 0 ? mean / Math.sqrt(variance) : 0
}

/** Relative rank w of the best inside among all outside, ties in the middle, as ln(w / (1 − w)). */
function logitOfBest(inSample: readonly number[], outOfSample: readonly number[]): number {
  const best = inSample.indexOf(Math.max(...inSample))
  const value = outOfSample[best] ?? 0
  const below = outOfSample.filter((other) => other < value).length
  const equal = outOfSample.filter((other) => other === value).length
  const rank = (below + (equal + 1) / 2) / (outOfSample.length + 1)
  return Math.log(rank / (1 - rank))
}

/** All ways to choose `chosen` of `count` blocks, as bit masks. */
function combinations(count: number, chosen: number): number[] {
  const masks: number[] = []
  for (let mask = 0; mask < 2 ** count; mask++) if (countBits(mask) === chosen) masks.push(mask)
  return masks
}

function countBits(mask: number): number {
  let bits = 0
  for (let rest = mask; rest > 0; rest >>>= 1) bits += rest & 1
  return bits
}
