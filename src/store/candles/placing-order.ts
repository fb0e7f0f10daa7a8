import type { TimeRange } from '../../core/time.js'

/**
 * The order in which the months of one merge are put in place: from what is stored outwards. Stopped between any two of
 * them, nothing is missing between the first candle and the last that was not missing before; whoever goes on by these two
 * asks for the rest. Without stored candles: in the order of time.
 */
export function monthWriteSequence<T extends { readonly month: TimeRange }>(
  months: readonly T[],
  stored: TimeRange | undefined,
): T[] {
  const inTime = months.toSorted((a, b) => a.month.from - b.month.from)
  const before = inTime.filter(({ month }) => stored !== undefined && month.to <= stored.from)
  return [...inTime.filter((one) => !before.includes(one)), ...before.reverse()]
}
