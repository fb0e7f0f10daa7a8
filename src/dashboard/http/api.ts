/** GET /api/frame: what the frame of every page shows. */
export interface FrameInfo {
  readonly version: string
  /** Name of the workspace's folder, without its path. */
  readonly workspace: string
  readonly readOnly: boolean
  /** How times are shown, an IANA name. */
  readonly timeZone: string
}

/** A page of the navigation, as the document lists it. */
export interface PageLink {
  /** Its path's first word. */
  readonly id: string
  readonly title: string
}

/** What is wrong with a field of a form, in one line. */
export interface FieldError {
  readonly key: string
  readonly error: string
}

/** What every refused or failed request answers. */
export interface ErrorResponse {
  /** One line for people. */
  readonly error: string
  /** Keys of the request, or fields of the form, that are to blame. */
  readonly keys?: readonly string[]
  /** What is wrong with each of them. */
  readonly fieldErrors?: readonly FieldError[]
}
