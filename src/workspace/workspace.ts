import { resolve } from 'node:path'
import { readWorkspace, type WorkspaceFolder } from './context.js'

export { CONFIG_FILE } from './context.js'
export type Workspace = WorkspaceFolder

/** Opens the workspace in `folder` (default: the current one); without a configuration file the defaults hold. */
export function openWorkspace(io: { readonly cwd: string }, folder?: string): Promise<WorkspaceFolder> {
  return readWorkspace(resolve(io.cwd, folder ?? '.'), { isRequired: folder !== undefined })
}
