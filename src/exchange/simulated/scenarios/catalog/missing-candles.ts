import { z } from 'zod'
import { MINUTE, isoMinute } from '../../../../core/time.js'
import { settingSchemas } from '../scenario-settings.js'
import { defineScenario, type ScenarioContext } from '../scenario.js'

interface Hole {
  /** The number of minutes in the hole. */
  readonly length: number
  /** Whether its candles come later. */
  readonly later: boolean
}

export default defineScenario({
  id: 'missing-candles',
  summary: 'candles that come late, and candles that never come',
  settings: z.strictObject({
    /** The share of the minutes at which a hole begins. */
    share: settingSchemas.share(0.002),
    /** The largest number of minutes in a hole. */
    maxLength: z.number().int().min(1).default(5),
    /** The share of the holes that are filled later. */
    later: settingSchemas.share(0.5),
    /** Minutes until those holes are filled. */
    delay: settingSchemas.span(10),
  }),
  open: (settings, context) => {
    const reported = new Set<string>()
    return {
      distortCandle: (symbol, opened, now) => {
        const hole = holeAt(settings, context, symbol, opened)
        if (!hole || (hole.later && now >= opened + (1 + settings.delay) * MINUTE)) return undefined
        const key = `${symbol} ${isoMinute(opened)}`
        if (!reported.has(key)) context.log(now, `${key}: candle ${hole.later ? 'comes late' : 'never comes'}`)
        reported.add(key)
        return { missing: true }
      },
    }
  },
})

/** Returns the hole that contains a minute. */
function holeAt(
  settings: { share: number; maxLength: number; later: number },
  { draw }: ScenarioContext,
  symbol: string,
  opened: number,
): Hole | undefined {
  const minute = Math.floor(opened / MINUTE)
  for (let back = 0; back < settings.maxLength; back++) {
    const start = minute - back
    if (draw(symbol, start) >= settings.share) continue
    const length = 1 + Math.floor(draw(symbol, start, 'length') * settings.maxLength)
    if (length > back) return { length, later: draw(symbol, start, 'later') < settings.later }
  }
  return undefined
}
