import type { FillAssumptions } from '../../../src/assessment/view/assessment-view.js'

/** What the figures were filled at, and what that takes for granted. */
export function describeFills(fills: FillAssumptions | null): string {
  if (!fills) return 'filled at the close of the minute that decides, without a spread'
  const { stake, impact, spreads } = fills
  const rows = spreads.reduce((sum, { quoted, estimated, tick }) => sum + quoted + estimated + tick, 0)
  const shareOf = (of: (one: (typeof spreads)[number]) => number): number =>
    Math.round((100 * spreads.reduce((sum, one) => sum + of(one), 0)) / Math.max(1, rows))
  const [quoted, estimated] = [shareOf((one) => one.quoted), shareOf((one) => one.estimated)]
  return `filled at the next open, half the spread and slippage worse; assumed: orders of ${stake} quote, impact ${impact}; spread quoted in ${quoted} % of the rows, estimated from candles in ${estimated} %, else one tick`
}
