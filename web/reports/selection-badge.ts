/** What is known of how the net and the thresholds that are shown came about. */
export interface SelectionOrigin {
  /** The rows that are shown; absent for rows that are no set of a classifier. */
  readonly set: 'training' | 'validation' | 'test' | undefined
  /** Whether these rows trained the net, or chose its epoch or thresholds. */
  readonly usedForSelection: 'yes' | 'no' | 'unknown'
  /** Who chose the thresholds that are shown: somebody by hand, the validation set, or the figures of these very rows. */
  readonly cellOrigin: 'option' | 'validation' | 'hindsight'
}

/** Says in words whether anything that is shown was chosen on the rows that are shown. */
export interface SelectionBadge {
  /** Good where nothing was, a warning in every other case. */
  readonly tone: 'good' | 'warn'
  readonly title: string
  readonly reason: string
}

const TOO_GOOD = 'these gains are too good to believe'

export function describeSelection({ set, usedForSelection, cellOrigin }: SelectionOrigin): SelectionBadge {
  if (set === 'training')
    return warning('the net was trained on this set', `The net has learned the rows that are shown: ${TOO_GOOD}.`)
  if (usedForSelection === 'yes')
    return warning(
      'chosen on this very set',
      cellOrigin === 'validation'
        ? `The epoch and these thresholds were chosen by the set that is shown: ${TOO_GOOD}.`
        : `The epoch was chosen by the set that is shown, and so was whatever is chosen by these figures: ${TOO_GOOD}.`,
    )
  if (cellOrigin === 'hindsight')
    return warning(
      'thresholds chosen on this very set',
      'This cell is the best in hindsight on the rows that are shown: its gain is too good to believe.',
    )
  if (cellOrigin === 'option')
    return warning(
      'thresholds chosen by hand',
      'If they were chosen by the figures that are shown, they were chosen on this very set, and the gain is too good.',
    )
  if (usedForSelection === 'unknown')
    return warning('origin unknown', 'Nobody knows whether the rows that are shown chose the net or its thresholds.')
  return {
    tone: 'good',
    title: 'nothing shown was chosen on this set',
    reason: 'Net, epoch and thresholds were chosen on earlier sets, before these rows were looked at.',
  }
}

function warning(title: string, reason: string): SelectionBadge {
  return { tone: 'warn', title, reason }
}
