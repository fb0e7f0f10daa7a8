import { openLedger, type Ledger } from '../../store/ledger/ledger.js'
import { join } from 'node:path'
import type { WorkspaceContext } from '../context.js'

/** The ledger of a workspace; it lies in its folder whatever the profile, since all profiles look at the same markets. */
export function openWorkspaceLedger({ workspace }: Pick<WorkspaceContext, 'workspace'>): Ledger {
  return openLedger(join(workspace.directory, 'ledger'))
}
