import { DAY } from '../../core/time.js'
import { peekFrameHeader } from '../arrow/frame-header.js'
import type { CandleStore } from '../candles/candle-store.js'
import { daysOf, isMadeBy, type FrameKind } from './derived-lineage.js'
import { planDerivedMonths } from './derived-plan.js'
import { derivedFolder, type DerivedRequest } from './derived-store.js'

/**
 * The days, ascending, whose candles are not those any more that stored rows in the range of a request were made from: the next `frame`
 * computes these rows again. A day that was not over where a file ends does not count, nor do files that something else made. Throws
 * UserError where the candles give no rows.
 */
export async function findChangedDays(
  dataFolder: string,
  candles: CandleStore,
  request: DerivedRequest<FrameKind>,
): Promise<number[]> {
  const { months } = await planDerivedMonths(derivedFolder(dataFolder, request), candles, request, request.range)
  const changed = new Set<number>()
  for (const { file, grid, days } of months) {
    const header = await peekFrameHeader(file)
    if (!header || !isMadeBy(header, request) || header.calendar !== grid.calendar.id) continue
    const end = grid.calendar.timeAt(header.first + header.rows)
    for (const [day, hash] of daysOf(header.metadata)) if (day + DAY <= end && days.get(day) !== hash) changed.add(day)
  }
  return [...changed].sort((a, b) => a - b)
}
