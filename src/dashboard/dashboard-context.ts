import type { Io } from '../cli/io.js'
import { openWorkspace, type Workspace } from '../workspace/workspace.js'

/** What the sources of the pages are made from. */
export interface DashboardContext {
  readonly io: Io
  /** The workspace's folder, absolute. */
  readonly directory: string
  /**
   * The workspace as its configuration says now: it may be made or changed while pages are open. Throws UserError while
   * the configuration is not valid.
   */
  readonly workspace: () => Promise<Workspace>
}

export function dashboardContext(io: Io, directory: string): DashboardContext {
  const there = { ...io, cwd: directory }
  return { io, directory, workspace: () => openWorkspace(there) }
}
