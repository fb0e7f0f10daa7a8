import { z } from 'zod'
import { Decimal, floorTo } from '../../../../core/decimal.js'
import { settingSchemas } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

export default defineScenario({
  id: 'partial-fills',
  summary: 'orders are filled in parts, a candle each, and often all but one step: dust',
  settings: z.strictObject({
    /** The smallest share of the rest that is filled in a candle. */
    min: settingSchemas.share(0.1),
    /** The share of the fills that leave a single step. */
    dust: settingSchemas.share(0.3),
  }),
  open: (settings, { draw, log }) => {
    const caps = new Map<number, { row: number; readonly max: Decimal }>()
    return {
      limitFill: ({ order, quantity, stepSize, row, time }) => {
        let cap = caps.get(order.id)
        if (cap?.row !== row) {
          const left = order.quantity.minus(order.filled)
          const dust = left.gt(stepSize) && draw(order.id, row, 'dust') < settings.dust
          const share = settings.min + (1 - settings.min) * draw(order.id, row)
          const part = floorTo(left.times(share), stepSize)
          const max = dust ? left.minus(stepSize) : Decimal.max(part, stepSize)
          cap = { row, max: order.filled.plus(max) }
          caps.set(order.id, cap)
          if (max.lt(left))
            log(time, `${order.symbol} order ${order.id}: at most ${max.toFixed()} of ${left.toFixed()}`)
        }
        return Decimal.min(quantity, cap.max.minus(order.filled))
      },
    }
  },
})
