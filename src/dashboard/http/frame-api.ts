/** GET /api/frame: what the frame of every page shows. */
export interface FrameInfo {
  readonly version: string
  /** Name of the workspace's folder, without its path. */
  readonly workspace: string
  readonly readOnly: boolean
  /** How times are shown, an IANA name. */
  readonly timeZone: string
}

/** What every refused or failed request answers. */
export interface ErrorAnswer {
  /** One line for people. */
  readonly error: string
}
