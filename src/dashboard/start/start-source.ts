import type { WorkspaceState } from './api.js'

/** What the start page is told of a workspace. Throws UserError where its configuration is not valid. */
export interface StartSource {
  state(): Promise<WorkspaceState>
}
