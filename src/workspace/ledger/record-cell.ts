import { dailyReturns, toConsecutive } from '../../assessment/statistics/daily-returns.js'
import type { ThresholdPair } from '../../assessment/assessment.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import { simulateTrades } from '../../assessment/simulate-trades.js'
import { THRESHOLDS } from '../../assessment/threshold-matrix.js'
import { marketOfBase, type Base } from '../../config/markets.js'
import type { ExitRules } from '../../core/exit-rules.js'
import { marketPath } from '../../core/market.js'
import { MINUTE } from '../../core/time.js'
import type { CellEntry } from '../../store/ledger/ledger-entries.js'
import type { MarketRange } from '../../store/ledger/market-ranges.js'
import { takerFee, type WorkspaceContext } from '../context.js'
import { openWorkspaceLedger } from './open-workspace-ledger.js'

/** A cell that was selected, and the scores whose trades it is known by. */
export interface SelectedCell
  extends
    ThresholdPair,
    Pick<CellEntry, 'classifier' | 'set' | 'selectedBy' | 'epochs'>,
    Partial<Pick<CellEntry, 'fit' | 'isRejected'>> {
  readonly series: readonly ScoredSeries[]
  /** Left out: a base is one of the workspace. */
  readonly bases?: readonly Base[]
  /** What also sold; left out: nothing. */
  readonly exits?: ExitRules | undefined
}

/** Writes a selected cell with its daily returns into the ledger. Throws UserError where it cannot be written. */
export async function recordCell(
  { series, bases, exits, isRejected = false, ...selected }: SelectedCell,
  context: Pick<WorkspaceContext, 'workspace' | 'clock'>,
): Promise<void> {
  const fee = takerFee(context)
  const { buyThreshold, sellThreshold } = selected
  const rule = { buyThreshold, sellThreshold, fee, exits }
  const traded = series.map((one) => ({ series: one, trades: simulateTrades(one, rule) }))
  const trades = traded.flatMap((one) => one.trades)
  const { from, returns } = toConsecutive(dailyReturns(traded, { fee }))
  const entry: CellEntry = {
    kind: 'cell',
    time: context.clock.now(),
    ...selected,
    rows: rowsOf(series, bases, context),
    isRejected,
    gain: trades.reduce((sum, { gain }) => sum + gain, 0),
    count: trades.length,
    cells: THRESHOLDS.length ** 2,
    daily: { from, returns: [...returns] },
  }
  await openWorkspaceLedger(context).addTrials([entry])
}

/** The span of each base's rows. */
function rowsOf(
  series: readonly ScoredSeries[],
  bases: readonly Base[] | undefined,
  { workspace }: Pick<WorkspaceContext, 'workspace'>,
): MarketRange[] {
  return series.flatMap(({ base, time }) => {
    const [from] = time
    const last = time.at(-1)
    if (from === undefined || last === undefined) return []
    const found = bases?.find(({ name }) => name === base)?.market
    return [{ market: marketPath(found ?? marketOfBase(workspace.config, base)), from, to: last + MINUTE }]
  })
}
