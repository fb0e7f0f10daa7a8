/** How the figures came about: the part of a report that says what it may be used for. */
export interface AssessmentSource {
  /** What is assessed, for a title: the classifier's id, or the name of the predictions file. */
  readonly name: string
  /** What it is: `classifier` or `predictions file`. */
  readonly kind: 'classifier' | 'predictions'
  /** Which rows. */
  readonly set?: 'training' | 'validation' | 'test'
  /**
   * Whether these rows had a say in choosing the net or its thresholds: `yes` makes every gain too good, `no` is a fair
   * test, `unknown` where the file does not say.
   */
  readonly usedForSelection: 'yes' | 'no' | 'unknown'
  /** Who chose the cell: the user, the validation set, or these very rows in hindsight. */
  readonly cellChosenBy: 'option' | 'validation' | 'hindsight'
  /** Whether the candles come from a simulated market. */
  readonly simulated: boolean
}
