import { fromConsecutive, type DailyReturns } from '../../assessment/statistics/daily-returns.js'
import type { CellEntry, WalkForwardEntry } from '../../store/ledger/ledger-entries.js'
import type { WorkspaceContext } from '../context.js'
import { openWorkspaceLedger } from './open-workspace-ledger.js'

interface TrialContext {
  readonly context: Pick<WorkspaceContext, 'workspace'>
  /** Name of a walk-forward whose own fits do not count: none of them selected anything on the days that it is judged by. */
  readonly except?: string
}

/** The daily returns of all that was tried on any of these markets. Throws UserError where the ledger cannot be read. */
export async function readTrials(
  markets: readonly string[],
  { context, except }: TrialContext,
): Promise<readonly DailyReturns[]> {
  const { entries } = await openWorkspaceLedger(context).trials()
  return entries
    .filter((entry) => entry.kind !== 'fit')
    .filter(({ rows }) => rows.some(({ market }) => markets.includes(market)))
    .filter((entry) => !isFitOf(entry, except))
    .map(({ daily }) => fromConsecutive(daily))
}

/** Whether a cell was selected by a window of this walk-forward, whose classifiers are called by its name and their number. */
function isFitOf(entry: CellEntry | WalkForwardEntry, name: string | undefined): boolean {
  if (entry.kind !== 'cell' || name === undefined || !entry.classifier.startsWith(`${name}-`)) return false
  return /^\d+$/.test(entry.classifier.slice(name.length + 1))
}
