const DAY = 86_400_000

/** One of the five charts, from the coarsest to the finest. */
export interface Level {
  readonly id: 'all' | 'months' | 'days' | 'day' | 'hours'
  readonly title: string
  /** Milliseconds that it shows at first; undefined: all there is. */
  readonly span: number | undefined
  /** Whether labels, signals and regression lines are drawn: only where a minute is still to be seen. */
  readonly overlays: boolean
  /** Whether there is room for features and scores below the candles. */
  readonly panes: boolean
}

export const LEVELS: readonly Level[] = [
  { id: 'all', title: 'All', span: undefined, overlays: false, panes: false },
  { id: 'months', title: '6 months', span: 182 * DAY, overlays: false, panes: false },
  { id: 'days', title: '10 days', span: 10 * DAY, overlays: true, panes: false },
  { id: 'day', title: '1 day', span: DAY, overlays: true, panes: true },
  { id: 'hours', title: '4 hours', span: DAY / 6, overlays: true, panes: true },
]

/** The place of the minute in which lines end and figures are told, after the five charts. */
export const MINUTE_LEVEL = LEVELS.length
