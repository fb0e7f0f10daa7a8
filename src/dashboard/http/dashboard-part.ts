import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../core/clock.js'
import type { EventHub } from './event-hub.js'
import type { JobRunner } from '../jobs/job-runner.js'

/** What the frame gives to every part. */
export interface ServerServices {
  readonly events: EventHub
  readonly jobs: JobRunner
  readonly clock: Clock
  /** Whether the server was started to change nothing; the frame refuses every POST then. */
  readonly readOnly: boolean
}

/**
 * The server's side of one page. Its routes live under `/api/<id>/…`: GET reads, POST changes. The frame checks host, origin
 * and tokens before a route runs, and answers what a route throws: UserError 409,
 * NotFoundError 404, BadRequestError (as of `parseInput`, for queries and bodies) 400, anything else 500 without details.
 */
export interface DashboardPart {
  readonly id: string
  register(app: FastifyInstance, services: ServerServices): void | Promise<void>
}
