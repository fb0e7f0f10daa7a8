import type { Progress } from '../../core/progress.js'
import { createRng } from '../../core/rng.js'
import { DAY } from '../../core/time.js'
import type { ThresholdPair } from '../assessment.js'
import type { ScoredSeries } from '../scored-series.js'
import { simulateTrades, type Trade } from '../simulate-trades.js'
import { bootstrap, meanOfDays, percentileInterval, type BootstrapOptions } from '../statistics/block-bootstrap.js'
import { commonBlockLength } from '../statistics/block-length.js'
import { bootstrapSelection } from '../statistics/bootstrap-selection.js'
import { dailyReturns, dailyReturnsByBase, longestHoldDays, type DailyReturns } from '../statistics/daily-returns.js'
import { countTrials, type TrialCount } from './count-trials.js'
import { dailyCells, type Trading } from './daily-cells.js'
import { moreDays } from './more-days.js'
import { ALPHA, sharpeFigures } from './sharpe-figures.js'
import { shiftedLuck, type ShiftedStretch } from './shifted-luck.js'
import {
  MIN_DAYS,
  MIN_TRADES,
  type Verdict,
  type VerdictBasis,
  type VerdictFigures,
  type VerdictReason,
} from './verdict.js'
import { verdictSentences } from './verdict-sentences.js'

/** What every verdict needs to know beside the scores. */
export interface VerdictOptions {
  /** Fee and exits; what orders are filled at is part of the series. */
  readonly trading: Trading
  /** Daily returns of every trial of these markets that is known, the evaluated one among them or not. */
  readonly trials: readonly DailyReturns[]
  /** Attempts at the same days of which no returns are known, as fits that were stopped: each counts as one. Default 0. */
  readonly unmeasuredTrials?: number
  /** Rows that a label looks ahead. */
  readonly horizon: number
  readonly seed: number
  /** Draws of the bootstrap; default 1 000. */
  readonly draws?: number
  /** Is told how far a verdict is that takes some seconds. */
  readonly progress?: Progress
}

/** Scores whose thresholds were selected on some days, and what is known of later ones. */
export interface VerdictInput extends VerdictOptions {
  /** The scores that selected the thresholds; none, where later ones are there and these are not to be had. */
  readonly selection: readonly ScoredSeries[]
  /** Scores of later days, which selected nothing. */
  readonly later?: readonly ScoredSeries[] | undefined
  readonly cell: ThresholdPair
  /** Epochs of the training among which the selecting days chose too; default 1. */
  readonly epochs?: number
}

/** Stretches that were traded by thresholds which earlier days selected. */
export interface WalkForwardInput extends VerdictOptions {
  /** Daily returns of all stretches, as shares of the capital. */
  readonly daily: DailyReturns
  /** The returns of each base on the same days, for the length of blocks; default: those of all together. */
  readonly bases?: readonly Float64Array[]
  readonly trades: readonly Trade[]
  /** The scores of each stretch with its cell. Without them they cannot be shifted, and no edge is ever claimed. */
  readonly stretches?: readonly ShiftedStretch[]
}

/**
 * The verdict on scores at their thresholds: on the later days where there are any, else on those that selected the thresholds,
 * marked optimistic. It never throws for want of data: then it cannot be said.
 */
export function makeVerdict(input: VerdictInput): Verdict {
  const { selection, cell, trading, seed, draws } = input
  const later = input.later?.some(({ time }) => time.length > 0) ? input.later : undefined
  const evaluated = later ?? selection
  const isUnselected = later && selection.every(({ time }) => time.length === 0)
  const traded = evaluated.map((series) => ({ series, trades: simulateTrades(series, { ...trading, ...cell }) }))
  const daily = dailyReturns(traded, trading)
  return decide({
    basis: later ? 'laterDays' : 'selectionDays',
    daily,
    bases: () => dailyReturnsByBase(traded, trading.fee),
    trades: traded.flatMap((one) => one.trades),
    baseCount: evaluated.length,
    cell,
    redraw: (blockLength) => {
      const options = { blockLength, rng: createRng(seed, STREAM), ...(draws !== undefined && { draws }) }
      if (isUnselected) return redrawDays(daily, options)
      const known = dailyCells(selection, trading)
      return bootstrapSelection(known, { ...options, ...(later && { later: dailyCells(later, trading) }) }).gain
    },
    stretches: [{ series: evaluated, cell, isSelected: !later }],
    epochs: later ? 1 : (input.epochs ?? 1),
    options: input,
  })
}

/** The verdict on a walk-forward, whose days selected nothing that was traded on them. */
export function makeWalkForwardVerdict(input: WalkForwardInput): Verdict {
  const { daily, bases, trades, stretches = [], seed, draws } = input
  return decide({
    basis: 'walkForward',
    daily,
    bases: () => bases ?? [daily.returns],
    trades,
    baseCount: Math.max(1, bases?.length ?? new Set(trades.map(({ base }) => base)).size),
    cell: undefined,
    redraw: (blockLength) =>
      redrawDays(daily, { blockLength, rng: createRng(seed, STREAM), ...(draws !== undefined && { draws }) }),
    stretches,
    epochs: 1,
    options: input,
  })
}

/** Mean gains a day of redrawn days, without a choice. */
function redrawDays({ returns }: DailyReturns, options: BootstrapOptions): Float64Array {
  return bootstrap(returns.length, (days) => meanOfDays(returns, days), options)
}

/** Number of the bootstrap's streams among all random streams of one seed. */
const STREAM = 0x7e2d

/** What a verdict is made from, wherever it comes from. */
interface Evidence {
  readonly basis: VerdictBasis
  readonly daily: DailyReturns
  readonly bases: () => readonly Float64Array[]
  readonly trades: readonly Trade[]
  readonly baseCount: number
  readonly cell: ThresholdPair | undefined
  /** Mean gains a day of redrawn days. */
  readonly redraw: (blockLength: number) => Float64Array
  readonly stretches: readonly ShiftedStretch[]
  readonly epochs: number
  readonly options: VerdictOptions
}

function decide(evidence: Evidence): Verdict {
  const missing = whatIsMissing(evidence)
  const figures = missing.length > 0 ? plainFigures(evidence) : allFigures(evidence)
  const against = missing.length > 0 ? missing : reasonsAgainst(figures)
  const cannotBeSaid = missing.length > 0 || against.includes('notShifted')
  const status = cannotBeSaid ? 'cannotBeSaid' : against.length > 0 ? 'noEdge' : 'edge'
  const { basis } = evidence
  const verdict = { status, basis, optimistic: basis === 'selectionDays', reasons: against, figures } as const
  return { ...verdict, sentences: verdictSentences(verdict) }
}

function whatIsMissing({ daily, trades }: Evidence): VerdictReason[] {
  const [first] = daily.returns
  return [
    ...(trades.length < MIN_TRADES ? (['fewTrades'] as const) : []),
    ...(daily.days.length < MIN_DAYS ? (['fewDays'] as const) : []),
    ...(trades.length > 0 && daily.returns.every((value) => value === first) ? (['constantReturns'] as const) : []),
  ]
}

function reasonsAgainst({ dailyGain, interval, sharpe, luck }: VerdictFigures): VerdictReason[] {
  return [
    ...(luck ? [] : (['notShifted'] as const)),
    ...(dailyGain > 0 ? [] : (['loss'] as const)),
    ...(interval && interval.low > 0 ? [] : (['interval'] as const)),
    ...((sharpe?.probability ?? 0) >= 1 - ALPHA ? [] : (['trials'] as const)),
    ...((luck?.adjustedPValue ?? 1) <= ALPHA ? [] : (['permutation'] as const)),
  ]
}

/** What can be said of any days. */
function plainFigures(evidence: Evidence): VerdictFigures {
  const { daily, trades, baseCount, cell, epochs, options } = evidence
  const { days, returns } = daily
  const gain = returns.reduce((sum, value) => sum + value, 0)
  const counted = countTrials(daily, options.trials, options.unmeasuredTrials)
  const figures = {
    bases: baseCount,
    days: days.length,
    from: dayText(days[0]),
    to: dayText(days.at(-1)),
    trades: trades.length,
    buyThreshold: cell?.buyThreshold ?? null,
    sellThreshold: cell?.sellThreshold ?? null,
    gain,
    costs: costsOf(trades, baseCount),
    dailyGain: days.length > 0 ? gain / days.length : 0,
    interval: null,
    sharpe: null,
    trials: trialFigures(counted, options, epochs),
    luck: null,
  }
  return { ...figures, moreDays: moreDays(figures) }
}

function trialFigures(
  { raw, effective, fewCommonDays }: TrialCount,
  { trials }: VerdictOptions,
  epochs: number,
): VerdictFigures['trials'] {
  return { ledger: trials.length, raw, effective, fewCommonDays, epochs }
}

/** Adds what needs enough trades and days. */
function allFigures(evidence: Evidence): VerdictFigures {
  const { daily, trades, stretches, epochs, options } = evidence
  const { trading, horizon, seed, progress } = options
  const figures = plainFigures(evidence)
  const counted = countTrials(daily, options.trials, options.unmeasuredTrials)
  const blockDays = Math.min(daily.days.length, commonBlockLength(evidence.bases(), longestHoldDays(trades)))
  const gains = evidence.redraw(blockDays)
  const interval = gains.length > 0 ? { ...percentileInterval(gains), ...drawFigures(gains), blockDays } : null
  const attempts = counted.effective * epochs
  const complete = {
    ...figures,
    interval,
    sharpe: sharpeFigures(daily.returns, counted),
    luck: shiftedLuck(stretches, { ...trading, horizon, seed, attempts, progress }) ?? null,
  }
  return { ...complete, moreDays: moreDays(complete) }
}

function drawFigures(gains: Float64Array): { readonly mean: number; readonly draws: number } {
  return { mean: gains.reduce((sum, gain) => sum + gain, 0) / gains.length, draws: gains.length }
}

function costsOf(trades: readonly Trade[], bases: number): VerdictFigures['costs'] {
  const sum = (costOf: (trade: Trade) => number): number =>
    trades.reduce((total, trade) => total + costOf(trade), 0) / Math.max(1, bases)
  return {
    fees: sum(({ buyPrice, sellPrice, gain }) => sellPrice / buyPrice - 1 - gain),
    spread: sum(({ costs }) => costs?.spread ?? 0),
    slippage: sum(({ costs }) => costs?.slippage ?? 0),
  }
}

function dayText(day: number | undefined): string | null {
  return day === undefined ? null : new Date(day * DAY).toISOString().slice(0, 10)
}
