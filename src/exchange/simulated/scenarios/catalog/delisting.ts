import { z } from 'zod'
import { MINUTE, isoMinute } from '../../../../core/time.js'
import { chosenSymbol, setting } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

export default defineScenario({
  id: 'delisting',
  summary: 'trade in a market ends, its orders are cancelled; later the market is gone',
  settings: z.strictObject({
    symbol: setting.symbol,
    after: setting.after,
    /** Minutes from the end of trade until the market is gone. */
    gone: setting.span(60),
  }),
  open: (settings, world) => {
    const { range, draw, log } = world
    const chosen = chosenSymbol(settings.symbol, world)
    const minutes = settings.after ?? ((range.to - range.from) / MINUTE) * (0.25 + draw('after') / 2)
    const closes = range.from + Math.floor(minutes) * MINUTE
    log(range.from, `${chosen}: trade ends at ${isoMinute(closes)}, ${settings.gone} minutes later it is gone`)
    return {
      closing: (symbol) => (symbol === chosen ? { closes, gone: closes + settings.gone * MINUTE } : undefined),
    }
  },
})
