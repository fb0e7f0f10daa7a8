/** GET /api/trust, and what POST /api/trust answers: whether the workspace's code may run, and what would. */
export interface WorkspaceTrust {
  readonly trusted: boolean
  /** The workspace's folder. */
  readonly folder: string
  /** Files of code, relative to the folder. */
  readonly files: readonly string[]
}
