import type { ClassifierDescription } from './description.js'

export interface SelectedThresholds {
  readonly gain: number
  readonly count: number
  readonly buyThreshold: number
  readonly sellThreshold: number
  /** Lower bound of the gain's bootstrap interval, where it was what counted. */
  readonly lower?: number | undefined
}

/** The cell that the validation set chose; undefined where none was good enough to be chosen. */
export function selectedThresholds({
  selection,
}: Pick<ClassifierDescription, 'selection'>): SelectedThresholds | undefined {
  return 'none' in selection ? undefined : selection
}
