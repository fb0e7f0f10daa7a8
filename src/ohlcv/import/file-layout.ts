import type { ColumnMapping } from './column-names.js'

/** What the user says about the layout of a file; what is not said is recognised. */
export interface FileLayout {
  readonly columns?: ColumnMapping | undefined
  /** `s`, `ms`, `us`, `ns`, `iso` or a pattern such as `%d.%m.%Y %H:%M`. */
  readonly timeFormat?: string | undefined
}
