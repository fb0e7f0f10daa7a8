import type { ThresholdPair } from '../../assessment/assessment.js'
import type { AssessmentSource } from '../../assessment/report/report-data.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import { fromConsecutive } from '../../assessment/statistics/daily-returns.js'
import type { Trading } from '../../assessment/verdict/daily-cells.js'
import { makeVerdict } from '../../assessment/verdict/make-verdict.js'
import type { Verdict } from '../../assessment/verdict/verdict.js'
import { marketOfBase } from '../../config/markets.js'
import { marketPath } from '../../core/market.js'
import { intersectRanges } from '../../core/time-ranges.js'
import type { FitEntry, TrialEntry } from '../../store/ledger/ledger-entries.js'
import type { WorkspaceContext } from '../context.js'
import { openWorkspaceLedger } from '../ledger/open-workspace-ledger.js'
import type { ScoredRows } from './result.js'

/** What a verdict is to be made of. */
export interface VerdictRequest extends Pick<ScoredRows, 'series' | 'selection' | 'horizon' | 'markets'> {
  /** One for each epoch of the training. */
  readonly history: Pick<ScoredRows['history'], 'length'>
  readonly source: Pick<AssessmentSource, 'set' | 'cellChosenBy'>
  readonly cell: ThresholdPair
  readonly trading: Trading
  readonly seed: number
}

/** Rows that labels look ahead where nobody knows: of a file. */
const UNKNOWN_HORIZON = 240

/** The verdict on assessed rows, with all that the ledger has of their markets. Throws UserError where it cannot be read. */
export async function assessVerdict(
  { series, selection, horizon, markets, history, source, cell, trading, seed }: VerdictRequest,
  context: Pick<WorkspaceContext, 'workspace' | 'progress'>,
): Promise<Verdict> {
  const { entries } = await openWorkspaceLedger(context).trials()
  const isLater = source.set === 'test' && source.cellChosenBy === 'validation'
  const known = trialsOf(entries, series, [...marketsOf(series, context), ...(markets ?? [])])
  const options = { trading, seed, cell, horizon: horizon ?? UNKNOWN_HORIZON, ...known, progress: context.progress }
  return isLater
    ? makeVerdict({ ...options, selection: selection ?? [], later: series })
    : makeVerdict({ ...options, selection: series, epochs: Math.max(1, history.length) })
}

function marketsOf(
  series: readonly ScoredSeries[],
  { workspace }: Pick<WorkspaceContext, 'workspace'>,
): readonly string[] {
  return series.map(({ base }) => marketPath(marketOfBase(workspace.config, base)))
}

/** Selected cells and walk-forwards of any of the markets, and fits that looked at the same minutes and left no cell behind. */
function trialsOf(entries: readonly TrialEntry[], series: readonly ScoredSeries[], markets: readonly string[]) {
  const wanted = new Set(markets)
  const cells = entries.filter((entry) => entry.kind === 'cell')
  const measured = entries.filter((entry) => entry.kind !== 'fit')
  const known = measured.filter(({ rows }) => rows.some(({ market }) => wanted.has(market)))
  const finished = new Set(cells.map(({ fit }) => fit))
  const minutes = series.flatMap(({ time, ranges }) =>
    ranges.map(({ from, to }) => ({ from: time[from] ?? 0, to: (time[to - 1] ?? 0) + 1 })),
  )
  const looked = ({ validation }: FitEntry): boolean =>
    validation.some((range) => wanted.has(range.market) && intersectRanges([range], minutes).length > 0)
  const unfinished = entries.filter(
    (entry) => entry.kind === 'fit' && !entry.isResumed && !finished.has(entry.id) && looked(entry),
  )
  return { trials: known.map(({ daily }) => fromConsecutive(daily)), unmeasuredTrials: unfinished.length }
}
