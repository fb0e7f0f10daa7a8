import { toConsecutive, type DailyReturns } from '../../assessment/statistics/daily-returns.js'
import type { WalkForwardEntry } from '../../store/ledger/ledger-entries.js'
import type { WorkspaceContext } from '../context.js'
import { openWorkspaceLedger } from './open-workspace-ledger.js'

/** What a walk-forward gained, as the ledger has it. */
export interface EvaluatedWalkForward extends Pick<WalkForwardEntry, 'name' | 'windows' | 'rows' | 'gain' | 'count'> {
  /** As shares of the capital. */
  readonly daily: DailyReturns
}

/** Writes a walk-forward with its daily returns into the ledger. Throws UserError where it cannot be written. */
export async function recordWalkForward(
  { daily, ...evaluated }: EvaluatedWalkForward,
  context: Pick<WorkspaceContext, 'workspace' | 'clock'>,
): Promise<void> {
  const { from, returns } = toConsecutive(daily)
  const entry = {
    kind: 'walk-forward' as const,
    time: context.clock.now(),
    ...evaluated,
    daily: { from, returns: [...returns] },
  }
  await openWorkspaceLedger(context).addTrials([entry])
}
