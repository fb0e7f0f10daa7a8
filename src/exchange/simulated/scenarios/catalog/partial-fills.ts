import { z } from 'zod'
import { Decimal, floorTo } from '../../../../core/decimal.js'
import { settingSchemas } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

export default defineScenario({
  id: 'partial-fills',
  summary: 'orders are filled in parts, a candle each, and often all but one step: dust',
  settings: z.strictObject({
    /** At least this share of what is left is filled in a candle. */
    least: settingSchemas.share(0.1),
    /** Share of the fills that leave a single step. */
    dust: settingSchemas.share(0.3),
  }),
  open: (settings, { draw, log }) => {
    const caps = new Map<number, { row: number; readonly most: Decimal }>()
    return {
      limitFill: ({ order, quantity, stepSize, row, time }) => {
        let cap = caps.get(order.id)
        if (cap?.row !== row) {
          const left = order.quantity.minus(order.filled)
          const dust = left.gt(stepSize) && draw(order.id, row, 'dust') < settings.dust
          const share = settings.least + (1 - settings.least) * draw(order.id, row)
          const part = floorTo(left.times(share), stepSize)
          const most = dust ? left.minus(stepSize) : Decimal.max(part, stepSize)
          cap = { row, most: order.filled.plus(most) }
          caps.set(order.id, cap)
          if (most.lt(left))
            log(time, `${order.symbol} order ${order.id}: at most ${most.toFixed()} of ${left.toFixed()}`)
        }
        return Decimal.min(quantity, cap.most.minus(order.filled))
      },
    }
  },
})
