import { DAY, MINUTE, type TimeRange } from '../../core/time.js'
import type { SplitSets } from '../../datasets/split-sets.js'
import type { TrainRequest } from '../train/request.js'

/** What the demo does, in numbers. */
export interface DemoPlan {
  readonly seed: number
  readonly bases: readonly string[]
  readonly quote: string
  /** Candles to simulate. */
  readonly range: TimeRange
  readonly sets: SplitSets
  /** Minutes that the paper trader lives through: they begin where the test set begins. */
  readonly paper: TimeRange
  /** What is trained and how; the rest is as for every training. */
  readonly training: TrainRequest
}

/** Monday 2024-01-01: any fixed time does, so that every run of a seed is the same. */
const START = Date.UTC(2024, 0, 1)

/** Ten days of history before the first features, then the sets one after the other. */
const DAYS = { history: 10, training: 40, validation: 15, test: 10 }

/** The demo of a seed; `paperDays` of the test set are traded on paper. */
export function planDemo(seed: number, paperDays: number): DemoPlan {
  const training = spanFrom(START + DAYS.history * DAY, DAYS.training)
  const validation = spanFrom(training.to, DAYS.validation)
  const test = spanFrom(validation.to, DAYS.test)
  return {
    seed,
    bases: ['sim', 'mis'],
    quote: 'USDT',
    range: { from: START, to: test.to },
    sets: { training: [training], validation: [validation], test: [test] },
    paper: { from: test.from, to: test.from + Math.round(paperDays * DAY) },
    training: {
      features: 'F2cond20',
      target: 'T10up5low30min',
      seed,
      epochs: 15,
      patience: 4,
      batchSize: 256,
      // A demo goes on to trade, so it needs thresholds, however few trades they are chosen by.
      select: 'seed',
    },
  }
}

/** Rows of one base's simulated candles. */
export function countDemoRows({ range }: DemoPlan): number {
  return (range.to - range.from) / MINUTE
}

function spanFrom(from: number, days: number): TimeRange {
  return { from, to: from + days * DAY }
}
