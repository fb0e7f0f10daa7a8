import { scoreHistograms } from '../score-histograms.js'
import { scoreReliability } from '../reliability.js'
import { isDecided, type ScoredSeries } from '../scored-series.js'
import type { AssessmentScores } from './assessment-view.js'
import { TRADE_CLASSES } from '../../targets/target.js'

interface ScoreFigureOptions {
  readonly base: string | null
  /** Whether hold was made certain where nothing is decided: such rows say nothing of the net. */
  readonly atEvents: boolean
  readonly counts: readonly number[] | null
}

/** Width of the histograms, and most points of a reliability diagram. */
const BINS = { histogram: 40, reliability: 15 }

/** How scores lie and how far they can be taken at their word, of one base or of all of them. */
export function computeScoreFigures(
  all: readonly ScoredSeries[],
  { base, atEvents, counts }: ScoreFigureOptions,
): AssessmentScores {
  const series = base === null ? all : all.filter((one) => one.base === base)
  const isCounted = (one: ScoredSeries, row: number): boolean => !atEvents || isDecided(one, row)
  const histograms = scoreHistograms(series, BINS.histogram, isCounted)
  const rows = series.reduce((sum, { time }) => sum + time.length, 0)
  const counted = histograms.reduce((sum, [hold]) => sum + (hold ?? []).reduce((all, count) => all + count, 0), 0)
  return {
    base,
    classes: TRADE_CLASSES,
    bins: BINS.histogram,
    histograms,
    reliability: scoreReliability(series, { counts: counts ?? undefined, bins: BINS.reliability, isCounted }),
    isNatural: counts === null,
    undecided: rows - counted,
  }
}
