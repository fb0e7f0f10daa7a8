import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { accountRoutes } from './account-routes.js'
import { BinanceError, toBinanceError } from './binance-error.js'
import { checkSignature, type Credentials } from './check-signature.js'
import { combineDisturbances, type DisturbRequest } from './disturbance.js'
import { marketDataRoutes } from './market-data-routes.js'
import { orderListRoutes } from './order-list-routes.js'
import { orderRoutes } from './order-routes.js'
import type { RestContext, RestRoute } from './rest-route.js'

export interface RestServices {
  readonly context: RestContext
  readonly credentials: Credentials
  readonly disturbs: readonly DisturbRequest[]
}

/** Adds one endpoint with its disturbances. */
export function serveRoute(app: FastifyInstance, route: RestRoute, services: RestServices): void {
  app.route({
    method: route.method,
    url: route.path,
    handler: (request, reply) => answer(route, services, request, reply),
  })
}

async function answer(
  route: RestRoute,
  services: RestServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { method, path } = route
  const { delay, outcome } = combineDisturbances(services.disturbs, { method, path, time: services.context.now() })
  if (delay > 0) await sleep(delay, undefined, { ref: false })
  if (outcome?.kind === 'refuse') return cut(request, reply)
  if (outcome?.kind === 'answer' && outcome.carriedOut !== true) return sendInstead(reply, outcome)
  const body = carryOut(route, services, request)
  if (outcome?.kind === 'lose-answer') return cut(request, reply)
  if (outcome?.kind === 'answer') return sendInstead(reply, outcome)
  return reply.send(body)
}

function carryOut(route: RestRoute, { context, credentials }: RestServices, request: FastifyRequest): unknown {
  const now = context.now()
  context.engine.advance(now)
  const { payload, parameters } = payloadOf(request)
  const frozen = { ...context, now: () => now }
  if (route.signed) {
    checkSignature({ apiKey: keyOf(request), payload, parameters }, credentials, frozen.shownTime())
  }
  return route.answer(frozen, parameters)
}

function sendInstead(
  reply: FastifyReply,
  answer: { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> },
): FastifyReply {
  return reply
    .code(answer.status)
    .headers(answer.headers ?? {})
    .send(answer.body)
}

function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}

function payloadOf(request: FastifyRequest): { payload: string; parameters: Map<string, string> } {
  const url = request.raw.url ?? ''
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : ''
  const body = typeof request.body === 'string' ? request.body : ''
  const parameters = new Map([...new URLSearchParams(query), ...new URLSearchParams(body)])
  return { payload: query + body, parameters }
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['x-mbx-apikey']
  return typeof key === 'string' ? key : undefined
}

/** What the server refuses before a route sees it, such as a body that is too large. */
function frameworkError(error: unknown): BinanceError | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  const { statusCode, message } = error
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined
  return new BinanceError(-1000, `${message}.`, statusCode)
}

/** Sends an error in Binance's form. */
export function sendError(reply: FastifyReply, error: unknown): void {
  const { httpStatus, code, message } = frameworkError(error) ?? toBinanceError(error)
  void reply.code(httpStatus).send({ code, msg: message })
}

/** All endpoints of Binance that the simulated exchange answers. */
export const restRoutes: readonly RestRoute[] = [
  ...marketDataRoutes,
  ...accountRoutes,
  ...orderRoutes,
  ...orderListRoutes,
]
