import { z } from 'zod'
import { MINUTE, isoMinute } from '../../../../core/time.js'
import { createWindows } from '../episodes.js'
import { settingSchemas } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

const STATUS = '/sapi/v1/system/status'

export default defineScenario({
  id: 'maintenance',
  summary: 'announced spans in which only the system status is answered',
  settings: z.strictObject({
    /** Minutes of the exchange's time that contain one maintenance each. */
    every: z.number().min(1).default(720),
    /** Minutes of the exchange's time that a maintenance lasts. */
    lasts: settingSchemas.span(10),
  }),
  open: ({ every, lasts }, { draw, log }) => {
    const windowAt = createWindows(every * MINUTE, lasts * MINUTE, draw)
    return {
      disturb: ({ method, path, time }) => {
        const window = windowAt(time)
        if (!window) return undefined
        if (path === STATUS) return { kind: 'answer', status: 200, body: { status: 1, msg: 'system maintenance' } }
        log(time, `${method} ${path}: maintenance until ${isoMinute(window.to)}`)
        return { kind: 'answer', status: 503, body: { code: 1, msg: 'System is under maintenance.' } }
      },
    }
  },
})
