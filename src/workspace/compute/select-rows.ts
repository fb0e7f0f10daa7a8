import { gridAfterHistory } from '../../definitions/definition.js'
import { UserError } from '../../core/errors.js'
import { gridOver, rangeOf, type Grid } from '../../core/grid.js'
import { intersect, isoMinute, type TimeRange } from '../../core/time.js'
import { lagSpan } from '../../features/feature-set.js'
import type { FrameDefinition } from './find-definition.js'

/** Which rows a computation shows, and which rows of the definition's own frame it takes them from. */
export interface SelectedRows {
  readonly shown: Grid
  readonly frame: Grid
}

/**
 * The rows of `range` that these candles give: for a feature set those with their whole history, for a target one for each
 * candle. Throws UserError where the candles are fewer than the history needs, or where nothing lies in the range.
 */
export function selectRows(
  { kind, entry }: FrameDefinition,
  candles: Grid,
  range: Partial<TimeRange> | undefined,
): SelectedRows {
  const { id, history } = entry.value
  const complete = gridAfterHistory(id, history, { grid: candles })
  const all = rangeOf(kind === 'targets' ? candles : complete)
  const asked = { from: range?.from ?? all.from, to: range?.to ?? all.to }
  const part = intersect(asked, all)
  const shown = part && gridOver(candles.calendar, part)
  if (!shown || shown.rows === 0) {
    throw new UserError(
      `no rows of ${id} from ${isoMinute(asked.from)} to ${isoMinute(asked.to)}; the candles give rows from ${isoMinute(all.from)} to ${isoMinute(all.to)}`,
    )
  }
  const lags = kind === 'features' ? lagSpan(entry.value) : 0
  const first = Math.max(shown.first, complete.first) - lags
  const end = Math.max(shown.first + shown.rows, first + lags + 1)
  return { shown, frame: { calendar: candles.calendar, first, rows: end - first } }
}
