import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { ServerClock } from '../clock/server-clock.js'
import { parseJson } from './rest-parameters.js'

const advanceRequest = z.object({ time: z.number() })

/**
 * Adds `GET /simulation` and, on a stepped clock, `POST /simulation/advance {"time": ms}`, which scenarios never
 * disturb.
 */
export function addControlRoutes(app: FastifyInstance, clock: ServerClock): void {
  const state = (): unknown => ({ time: clock.now(), pace: clock.pace, speed: clock.speed, ...clock.range })
  app.get('/simulation', (_request, reply) => void reply.send(state()))
  app.post('/simulation/advance', (request, reply) => {
    const parsed = advanceRequest.safeParse(parseJson(typeof request.body === 'string' ? request.body : ''))
    if (!parsed.success || clock.pace !== 'stepped') {
      const message = parsed.success ? 'this exchange runs by itself' : 'expected {"time": epoch ms}'
      void reply.code(400).send({ code: -1000, msg: message })
      return
    }
    clock.advanceTo(parsed.data.time)
    void reply.send(state())
  })
}
