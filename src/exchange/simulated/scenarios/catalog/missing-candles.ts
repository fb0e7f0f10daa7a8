import { z } from 'zod'
import { MINUTE, isoMinute } from '../../../../core/time.js'
import { settingSchemas } from '../scenario-settings.js'
import { defineScenario, type ScenarioContext } from '../scenario.js'

interface Hole {
  /** Minutes that it covers. */
  readonly length: number
  /** Whether its candles come after all. */
  readonly later: boolean
}

export default defineScenario({
  id: 'missing-candles',
  summary: 'candles that come late, and candles that never come',
  settings: z.strictObject({
    /** Share of the minutes with which a hole begins. */
    share: settingSchemas.share(0.002),
    /** A hole is at most so many minutes long. */
    longest: z.number().int().min(1).default(5),
    /** Share of the holes that are filled later. */
    later: settingSchemas.share(0.5),
    /** Minutes until those are filled. */
    delay: settingSchemas.span(10),
  }),
  open: (settings, world) => {
    const reported = new Set<string>()
    return {
      distortCandle: (symbol, opened, now) => {
        const hole = holeAt(settings, world, symbol, opened)
        if (!hole || (hole.later && now >= opened + (1 + settings.delay) * MINUTE)) return undefined
        const key = `${symbol} ${isoMinute(opened)}`
        if (!reported.has(key)) world.log(now, `${key}: candle ${hole.later ? 'comes late' : 'never comes'}`)
        reported.add(key)
        return { missing: true }
      },
    }
  },
})

/** The hole that a minute lies in. */
function holeAt(
  settings: { share: number; longest: number; later: number },
  { draw }: ScenarioContext,
  symbol: string,
  opened: number,
): Hole | undefined {
  const minute = Math.floor(opened / MINUTE)
  for (let back = 0; back < settings.longest; back++) {
    const start = minute - back
    if (draw(symbol, start) >= settings.share) continue
    const length = 1 + Math.floor(draw(symbol, start, 'length') * settings.longest)
    if (length > back) return { length, later: draw(symbol, start, 'later') < settings.later }
  }
  return undefined
}
