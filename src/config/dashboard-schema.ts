import { z } from 'zod'

/** A cell at or above `buy` speaks for buying, one at or below `sell` for selling; per cent an hour. */
function gainLimit(buy: number, sell: number) {
  return z
    .strictObject({ buy: z.number().default(buy), sell: z.number().default(sell) })
    .refine((limits) => limits.buy > limits.sell, 'expected buy above sell')
    .prefault({})
}

/** How the dashboard shows things. */
export const dashboardSchema = z.strictObject({
  /** Limits of the gain over each window, by which the cells of the table of key figures are coloured. */
  gainLimits: z
    .strictObject({
      '5m': gainLimit(8, -3),
      '15m': gainLimit(4, -2),
      '30m': gainLimit(2, -1),
      '1h': gainLimit(1, -0.5),
      '2h': gainLimit(0.5, -0.25),
      '4h': gainLimit(0.25, -0.125),
      '12h': gainLimit(0.125, -0.0625),
      '24h': gainLimit(0.06, 0),
      '3d': gainLimit(0.03, 0),
      '9d': gainLimit(0.02, 0),
    })
    .prefault({}),
})

export type GainLimits = z.output<typeof dashboardSchema>['gainLimits']
