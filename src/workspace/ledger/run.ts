import { parseRequest } from '../../config/resolve-request.js'
import { intersectMarketRanges, unionMarketRanges } from '../../store/ledger/market-ranges.js'
import type { WorkspaceContext } from '../context.js'
import { openWorkspaceLedger } from './open-workspace-ledger.js'
import { ledgerSchema, type LedgerRequest } from './request.js'
import type { LedgerResult } from './result.js'

/** Reads what the workspace has counted: fits, selected cells, test ranges and looks at them. Throws UserError where it cannot. */
export async function readLedger(request: LedgerRequest, context: WorkspaceContext): Promise<LedgerResult> {
  parseRequest(ledgerSchema, request)
  const ledger = openWorkspaceLedger(context)
  const trials = await ledger.trials()
  const seals = await ledger.seals()
  const sealings = seals.entries.filter((entry) => entry.kind === 'sealed')
  const openings = seals.entries.filter((entry) => entry.kind === 'opened')
  const sealed = unionMarketRanges(sealings.flatMap(({ ranges }) => ranges))
  return {
    folder: ledger.folder,
    fits: trials.entries.filter((entry) => entry.kind === 'fit'),
    cells: trials.entries.filter((entry) => entry.kind === 'cell'),
    walkForwards: trials.entries.filter((entry) => entry.kind === 'walk-forward'),
    sealings,
    openings,
    looks: seals.entries.filter((entry) => entry.kind === 'look'),
    sealed,
    opened: intersectMarketRanges(sealed, unionMarketRanges(openings.flatMap(({ ranges }) => ranges))),
    damagedLines: trials.damagedLines + seals.damagedLines,
  }
}
