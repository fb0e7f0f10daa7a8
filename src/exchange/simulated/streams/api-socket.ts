import { z } from 'zod'
import { BinanceError, binanceErrors, toBinanceError } from '../rest/binance-error.js'
import { combineDisturbances } from '../rest/disturbance.js'
import { parseJson } from '../rest/rest-parameters.js'
import type { RestRoute } from '../rest/rest-route.js'
import { checkSignature } from '../rest/signature.js'
import type { EventSocket } from './event-socket.js'
import type { SocketProtocol, SocketServices } from './web-sockets.js'

const request = z.object({
  id: z.union([z.number(), z.string(), z.null()]).default(null),
  method: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
})
type Asked = z.output<typeof request>

/** The endpoint that a method of the WebSocket API stands for. */
const ENDPOINTS: Readonly<Record<string, string>> = {
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
}
const SUBSCRIBE = 'userDataStream.subscribe.signature'
const UNSUBSCRIBE = 'userDataStream.unsubscribe'

/** One client of the WebSocket API: every request has the endpoint's answer; user data come as `{subscriptionId, event}`. */
export function createApiSocket(socket: EventSocket, serving: SocketServices): SocketProtocol {
  let unfollow: (() => void) | undefined
  const follow = (asked: Asked): unknown => {
    checkSigned(asked, serving)
    const subscriptionId = 0
    unfollow ??= serving.hub.followUser((time, event) => socket.sendEvent('userData', time, { subscriptionId, event }))
    return { subscriptionId }
  }
  const leave = (): unknown => {
    unfollow?.()
    unfollow = undefined
    return {}
  }
  return {
    message: (text) => {
      const asked = request.safeParse(parseJson(text))
      if (!asked.success) {
        socket.sendAnswer(refusal(null, new BinanceError(-1135, 'Invalid JSON Request')))
        return
      }
      const own = { [SUBSCRIBE]: () => follow(asked.data), [UNSUBSCRIBE]: leave }[asked.data.method]
      answer(asked.data, own, socket, serving)
    },
    closed: () => void leave(),
  }
}

/** Carries a request out as far as the scenarios let it. */
function answer(asked: Asked, own: (() => unknown) | undefined, socket: EventSocket, serving: SocketServices): void {
  const [method = '', path = ''] = (ENDPOINTS[asked.method] ?? `WS ${asked.method}`).split(' ')
  const { outcome } = combineDisturbances(serving.disturbs, { method, path, time: serving.context.now() })
  if (outcome?.kind === 'refuse') return socket.cut()
  if (outcome?.kind === 'answer' && outcome.carriedOut !== true) {
    return socket.sendAnswer({ id: asked.id, status: outcome.status, error: errorOf(outcome.body) })
  }
  const done = attempt(asked, own ?? (() => carryOut(asked, { method, path }, serving)))
  if (outcome?.kind === 'lose-answer') return socket.cut()
  socket.sendAnswer(
    outcome?.kind === 'answer' ? { ...done, status: outcome.status, error: errorOf(outcome.body) } : done,
  )
}

function attempt(asked: Asked, work: () => unknown): Record<string, unknown> {
  try {
    return { id: asked.id, status: 200, result: work(), rateLimits: [] }
  } catch (error) {
    return refusal(asked.id, toBinanceError(error))
  }
}

function carryOut(
  asked: Asked,
  { method, path }: Pick<RestRoute, 'path'> & { method: string },
  serving: SocketServices,
): unknown {
  const route = serving.routes.find((each) => each.method === method && each.path === path)
  if (!route) throw new BinanceError(-1000, `Unknown method ${asked.method}.`)
  const { context } = serving
  const now = context.now()
  context.engine.advance(now)
  if (route.signed) checkSigned(asked, serving)
  return route.answer({ ...context, now: () => now }, parametersOf(asked))
}

/** Parameters are signed in the order of their names, the key among them. */
function checkSigned(asked: Asked, { context, credentials }: SocketServices): void {
  const parameters = parametersOf(asked)
  const signature = parameters.get('signature')
  if (signature === undefined) throw binanceErrors.missing('signature')
  const signed = [...parameters].filter(([name]) => name !== 'signature').sort(([a], [b]) => (a < b ? -1 : 1))
  const payload = `${signed.map(([name, value]) => `${name}=${value}`).join('&')}&signature=${signature}`
  checkSignature({ apiKey: parameters.get('apiKey'), payload, parameters }, credentials, context.shownTime())
}

function parametersOf({ params }: Asked): Map<string, string> {
  return new Map(Object.entries(params).map(([name, value]) => [name, String(value)]))
}

function refusal(id: Asked['id'], fault: BinanceError): Record<string, unknown> {
  return { id, status: fault.httpStatus, error: { code: fault.code, msg: fault.message } }
}

/** What is no JSON of Binance's own comes from something in front of it. */
function errorOf(body: unknown): unknown {
  return typeof body === 'string' ? { code: -1000, msg: body } : body
}
