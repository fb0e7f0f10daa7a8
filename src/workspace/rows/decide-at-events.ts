/** Scores of one base's rows, one column a class. */
export interface ScoreColumns {
  readonly hold: Float32Array
  readonly buy: Float32Array
  readonly sell: Float32Array
}

/**
 * The same scores, but hold is certain in every row that is no event: nothing is decided there, positions go on. Without
 * `events` each row is one.
 */
export function maskNonEvents({ hold, buy, sell }: ScoreColumns, events: Uint8Array | undefined): ScoreColumns {
  if (!events) return { hold, buy, sell }
  const onlyAtEvents = (values: Float32Array): Float32Array =>
    values.map((value, row) => (events[row] === 1 ? value : 0))
  return {
    hold: hold.map((value, row) => (events[row] === 1 ? value : 1)),
    buy: onlyAtEvents(buy),
    sell: onlyAtEvents(sell),
  }
}
