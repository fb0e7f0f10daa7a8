/**
 * What a net gains that is given the label as a column, on validation rows it was not trained on. Where it does not come close to
 * what the labels gain, something between features and trades is broken, and no figure can be believed.
 */
export interface PositiveControl {
  /** Base whose rows were taken. */
  readonly base: string
  readonly trainingRows: number
  readonly validationRows: number
  /** Summed gain in its best cell, without a fee, filled at closes. */
  readonly gain: number
  /** What the labels gain on the same rows in the same way. */
  readonly ceiling: number
  /** The first as a share of the second; null where the labels gain nothing. */
  readonly share: number | null
  /** Whether it came close; null where it cannot be said, because the labels gain nothing. */
  readonly isPassed: boolean | null
}

/** Share of the ceiling that the control has to reach. */
export const MIN_CONTROL_SHARE = 0.9

/** Judges the gain of a control by that of the labels. */
export function evaluateControl(measured: Omit<PositiveControl, 'share' | 'isPassed'>): PositiveControl {
  const { gain, ceiling } = measured
  const share = ceiling > 0 ? gain / ceiling : null
  return { ...measured, share, isPassed: share === null ? null : share >= MIN_CONTROL_SHARE }
}
