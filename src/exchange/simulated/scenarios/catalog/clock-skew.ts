import { z } from 'zod'
import { MINUTE } from '../../../../core/time.js'
import { settingSchemas } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

export default defineScenario({
  id: 'clock-skew',
  summary: "the exchange's clock is wrong, and jumps",
  settings: z.strictObject({
    /** Minutes of the exchange's time between two jumps. */
    every: z.number().min(0.001).default(10),
    /** The largest error in milliseconds, in either direction. */
    max: settingSchemas.span(8000),
  }),
  open: ({ every, max }, { draw, log }) => {
    let last: number | undefined
    return {
      clockOffset: (time) => {
        const index = Math.floor(time / (every * MINUTE))
        const offset = Math.round((2 * draw(index) - 1) * max)
        if (index !== last) log(time, `the clock is ${offset} ms off`)
        last = index
        return offset
      },
    }
  },
})
