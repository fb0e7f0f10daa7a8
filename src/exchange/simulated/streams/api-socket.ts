import { z } from 'zod'
import { BinanceError, binanceErrors, toBinanceError } from '../rest/binance-error.js'
import { checkSignature } from '../rest/check-signature.js'
import { combineDisturbances } from '../rest/disturbance.js'
import { parseJson } from '../rest/rest-parameters.js'
import type { RestRoute } from '../rest/rest-route.js'
import type { EventSocket } from './event-socket.js'
import type { SocketProtocol, SocketServices } from './web-sockets.js'

const requestSchema = z.object({
  id: z.union([z.number(), z.string(), z.null()]).default(null),
  method: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
})
type ApiCall = z.output<typeof requestSchema>

/** The endpoints behind the methods of the WebSocket API. */
const ENDPOINTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ping: 'GET /api/v3/ping',
    time: 'GET /api/v3/time',
    exchangeInfo: 'GET /api/v3/exchangeInfo',
    klines: 'GET /api/v3/klines',
    depth: 'GET /api/v3/depth',
    avgPrice: 'GET /api/v3/avgPrice',
    'trades.aggregate': 'GET /api/v3/aggTrades',
    'ticker.24hr': 'GET /api/v3/ticker/24hr',
    'ticker.book': 'GET /api/v3/ticker/bookTicker',
    'ticker.price': 'GET /api/v3/ticker/price',
    'account.status': 'GET /api/v3/account',
    myTrades: 'GET /api/v3/myTrades',
    allOrders: 'GET /api/v3/allOrders',
    'openOrders.status': 'GET /api/v3/openOrders',
    'openOrders.cancelAll': 'DELETE /api/v3/openOrders',
    'order.place': 'POST /api/v3/order',
    'order.status': 'GET /api/v3/order',
    'order.cancel': 'DELETE /api/v3/order',
    'orderList.place.oco': 'POST /api/v3/orderList/oco',
    'orderList.status': 'GET /api/v3/orderList',
    'orderList.cancel': 'DELETE /api/v3/orderList',
    'openOrderLists.status': 'GET /api/v3/openOrderList',
    allOrderLists: 'GET /api/v3/allOrderList',
  }),
)
const SUBSCRIBE = 'userDataStream.subscribe.signature'
const UNSUBSCRIBE = 'userDataStream.unsubscribe'

/**
 * Serves one client of the WebSocket API: every request gets the response of its endpoint; user data come as
 * `{subscriptionId, event}`.
 */
export function createApiSocket(socket: EventSocket, services: SocketServices): SocketProtocol {
  let unfollow: (() => void) | undefined
  const follow = (call: ApiCall): unknown => {
    checkSigned(call, services)
    const subscriptionId = 0
    unfollow ??= services.hub.followUser((time, event) => socket.sendEvent('userData', time, { subscriptionId, event }))
    return { subscriptionId }
  }
  const leave = (): unknown => {
    unfollow?.()
    unfollow = undefined
    return {}
  }
  const subscriptionOf = (call: ApiCall): (() => unknown) | undefined => {
    if (call.method === SUBSCRIBE) return () => follow(call)
    return call.method === UNSUBSCRIBE ? leave : undefined
  }
  return {
    message: (text) => {
      const call = requestSchema.safeParse(parseJson(text))
      if (!call.success) {
        socket.sendAnswer(refusal(null, new BinanceError(-1135, 'Invalid JSON Request')))
        return
      }
      answer(call.data, subscriptionOf(call.data), socket, services)
    },
    closed: () => void leave(),
  }
}

/** Carries out a request as far as the scenarios let it. */
function answer(
  call: ApiCall,
  subscription: (() => unknown) | undefined,
  socket: EventSocket,
  services: SocketServices,
): void {
  const [method = '', path = ''] = (ENDPOINTS.get(call.method) ?? `WS ${call.method}`).split(' ')
  const { outcome } = combineDisturbances(services.disturbs, { method, path, time: services.context.now() })
  if (outcome?.kind === 'refuse') return socket.cut()
  if (outcome?.kind === 'answer' && outcome.carriedOut !== true) {
    return socket.sendAnswer({ id: call.id, status: outcome.status, error: errorOf(outcome.body) })
  }
  const done = attempt(call, subscription ?? (() => carryOut(call, { method, path }, services)))
  if (outcome?.kind === 'lose-answer') return socket.cut()
  socket.sendAnswer(
    outcome?.kind === 'answer' ? { ...done, status: outcome.status, error: errorOf(outcome.body) } : done,
  )
}

function attempt(call: ApiCall, work: () => unknown): Record<string, unknown> {
  try {
    return { id: call.id, status: 200, result: work(), rateLimits: [] }
  } catch (error) {
    return refusal(call.id, toBinanceError(error))
  }
}

function carryOut(
  call: ApiCall,
  { method, path }: Pick<RestRoute, 'path'> & { method: string },
  services: SocketServices,
): unknown {
  const route = services.routes.find((each) => each.method === method && each.path === path)
  if (!route) throw new BinanceError(-1000, `Unknown method ${call.method}.`)
  const { context } = services
  const now = context.now()
  context.engine.advance(now)
  if (route.signed) checkSigned(call, services)
  return route.answer({ ...context, now: () => now }, parametersOf(call))
}

/** Parameters are signed in the order of their names, including the key. */
function checkSigned(call: ApiCall, { context, credentials }: SocketServices): void {
  const parameters = parametersOf(call)
  const signature = parameters.get('signature')
  if (signature === undefined) throw binanceErrors.missing('signature')
  const signed = [...parameters].filter(([name]) => name !== 'signature').sort(([a], [b]) => (a < b ? -1 : 1))
  const payload = `${signed.map(([name, value]) => `${name}=${value}`).join('&')}&signature=${signature}`
  checkSignature({ apiKey: parameters.get('apiKey'), payload, parameters }, credentials, context.shownTime())
}

function parametersOf({ params }: ApiCall): Map<string, string> {
  return new Map(Object.entries(params).map(([name, value]) => [name, String(value)]))
}

function refusal(id: ApiCall['id'], error: BinanceError): Record<string, unknown> {
  return { id, status: error.httpStatus, error: { code: error.code, msg: error.message } }
}

/** A text that is not Binance's JSON comes from a proxy in front of it. */
function errorOf(body: unknown): unknown {
  return typeof body === 'string' ? { code: -1000, msg: body } : body
}
