import type { FastifyInstance } from 'fastify'
import type { DashboardContext } from './dashboard-context.js'

/**
 * The server's side of one page. Its routes live under `/api/<id>/…`: GET reads, POST changes. Host, origin and tokens are
 * checked before a route runs. What a route throws is answered: UserError 409, NotFoundError 404, BadRequestError (as of
 * `parseInput`, for queries and bodies) and RequestError 400, anything else 500 without details.
 */
export interface DashboardPage {
  /** Path of the page, and its folder in `src/dashboard` and in `web`. */
  readonly id: string
  /** Name of the page in the navigation. */
  readonly title: string
  readonly addRoutes: (app: FastifyInstance, context: DashboardContext) => void | Promise<void>
}
