/** What a new workspace was made of. */
export interface InitResult {
  readonly folder: string
  /** Files that were written, relative to the folder. */
  readonly written: readonly string[]
  /** Files that were there already and stay as they are. */
  readonly kept: readonly string[]
}

export function initJson(result: InitResult): unknown {
  return result
}
