import { z } from 'zod'
import { MINUTE, isoMinute } from '../../../../core/time.js'
import { settingSchemas } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

export default defineScenario({
  id: 'revised-candles',
  summary: 'finished candles that are corrected some minutes later',
  settings: z.strictObject({
    /** The share of the candles that are wrong at first. */
    share: settingSchemas.share(0.05),
    /** Minutes after their end until the candles are right. */
    settles: settingSchemas.span(5),
  }),
  open: ({ share, settles }, { draw, log }) => {
    const reported = new Set<string>()
    return {
      distortCandle: (symbol, opened, now) => {
        const minute = Math.floor(opened / MINUTE)
        if (now >= opened + (1 + settles) * MINUTE || draw(symbol, minute) >= share) return undefined
        const key = `${symbol} ${isoMinute(opened)}`
        if (!reported.has(key)) log(now, `${key}: candle is wrong for ${settles} minutes`)
        reported.add(key)
        return {
          volumeFactor: 0.5 + draw(symbol, minute, 'volume') / 2,
          closeToHigh: draw(symbol, minute, 'close'),
        }
      },
    }
  },
})
