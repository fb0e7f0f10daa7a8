import { z } from 'zod'
import { MINUTE, isoMinute } from '../../../../core/time.js'
import { chooseSymbol, settingSchemas } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

export default defineScenario({
  id: 'delisting',
  summary: 'trade in a market ends, its orders are cancelled; later the market is gone',
  settings: z.strictObject({
    symbol: settingSchemas.symbol,
    after: settingSchemas.after,
    /** Minutes from the end of trading until the market is delisted. */
    gone: settingSchemas.span(60),
  }),
  open: (settings, context) => {
    const { range, draw, log } = context
    const chosen = chooseSymbol(settings.symbol, context)
    const minutes = settings.after ?? ((range.to - range.from) / MINUTE) * (0.25 + draw('after') / 2)
    const closes = range.from + Math.floor(minutes) * MINUTE
    log(range.from, `${chosen}: trade ends at ${isoMinute(closes)}, ${settings.gone} minutes later it is gone`)
    return {
      closing: (symbol) =>
        symbol === chosen ? { tradingEnd: closes, delistedAt: closes + settings.gone * MINUTE } : undefined,
    }
  },
})
