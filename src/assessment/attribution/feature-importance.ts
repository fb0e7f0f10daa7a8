import { columnOf, makeFrame, type Frame } from '../../core/frame.js'
import { createRng, shuffle, type Rng } from '../../core/rng.js'
import type { ScoredSeries } from '../scored-series.js'
import { simulateTrades, type TradeRule } from '../simulate-trades.js'

/** What the gain owes to one column of the features, with all its lags. */
export interface ColumnImportance {
  readonly column: string
  /** The gain less the mean gain with this column permuted: below 0 where the scores do better without it. */
  readonly importance: number
  /** The lowest and the highest of the draws. */
  readonly low: number
  readonly high: number
}

/** How much of the gain is lost where a column is permuted in blocks of minutes (Breiman 2001, with the gain as score). */
export interface FeatureImportance {
  /** With all columns as they are; summed over trades, a share of the stake. */
  readonly gain: number
  readonly draws: number
  /** Minutes of a block. */
  readonly blockMinutes: number
  /** By importance, the highest first. */
  readonly columns: readonly ColumnImportance[]
}

/** A base that was scored, and the features that it was scored from. */
export interface ScoredFeatures {
  readonly series: ScoredSeries
  /** The stored columns, with the rows before the scored ones that lags and windows read. */
  readonly features: Frame
}

export interface ImportanceOptions {
  readonly rule: TradeRule
  readonly seed: number
  /** Default 5. */
  readonly draws?: number
  /** The series scored from other features of the same minutes. */
  readonly rescore: (base: ScoredFeatures, features: Frame) => Promise<ScoredSeries>
  /** Is told how many of all gains are computed. */
  readonly onGain?: (done: number) => void
}

/** A day: what a column says of the time of day, and how it goes within one, is kept; when it says it is not. */
const BLOCK_MINUTES = 1440
/** Blocks that there are at least: fewer would often stay where they are. */
const MIN_BLOCKS = 8
/** Number of the permutations' streams among all random streams of one seed. */
const STREAM = 0x1e47

/**
 * Permutes each column of all bases in blocks of minutes, scores and trades again. Columns that say much the same stand in for each
 * other, so that none of them seems to matter.
 */
export async function permutationImportance(
  bases: readonly ScoredFeatures[],
  options: ImportanceOptions,
): Promise<FeatureImportance> {
  const { rule, seed, draws = 5, rescore, onGain } = options
  const names = [...(bases[0]?.features.columns.keys() ?? [])]
  const rows = Math.max(0, ...bases.map(({ features }) => features.grid.rows))
  const blockMinutes = Math.max(1, Math.min(BLOCK_MINUTES, Math.floor(rows / MIN_BLOCKS)))
  const gain = gainOf(
    bases.map(({ series }) => series),
    rule,
  )
  const columns: ColumnImportance[] = []
  for (const [index, column] of names.entries()) {
    const lost: number[] = []
    for (let draw = 0; draw < draws; draw++) {
      const scored: ScoredSeries[] = []
      for (const [at, base] of bases.entries()) {
        const order = permuteBlocks(base.features.grid.rows, blockMinutes, createRng(seed, STREAM, index, draw, at))
        scored.push(await rescore(base, permuteColumn(base.features, column, order)))
      }
      lost.push(gain - gainOf(scored, rule))
      onGain?.(index * draws + draw + 1)
    }
    const mean = lost.reduce((sum, value) => sum + value, 0) / draws
    columns.push({ column, importance: mean, low: Math.min(...lost), high: Math.max(...lost) })
  }
  return { gain, draws, blockMinutes, columns: columns.sort((a, b) => b.importance - a.importance) }
}

function gainOf(series: readonly ScoredSeries[], rule: TradeRule): number {
  return series.flatMap((one) => simulateTrades(one, rule)).reduce((sum, trade) => sum + trade.gain, 0)
}

/** Rows 0 … `rows` − 1 in blocks of `block` successive ones, the last maybe shorter, the blocks in random order. */
export function permuteBlocks(rows: number, block: number, rng: Rng): Int32Array {
  const blocks = Int32Array.from({ length: Math.ceil(rows / block) }, (_, index) => index)
  shuffle(blocks, rng)
  const order = new Int32Array(rows)
  let next = 0
  for (const index of blocks)
    for (let row = index * block; row < Math.min(rows, (index + 1) * block); row++) order[next++] = row
  return order
}

/** A frame whose row r has one column's value of row `order[r]`; lags of that column are moved with it. */
export function permuteColumn(frame: Frame, column: string, order: Int32Array): Frame {
  const values = columnOf(frame, column)
  const moved = values.slice()
  order.forEach((from, row) => (moved[row] = values[from] ?? 0))
  return makeFrame(
    frame.grid,
    [...frame.columns].map(([name, own]) => [name, name === column ? moved : own] as const),
  )
}
