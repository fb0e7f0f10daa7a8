import { z } from 'zod'
import { parseJson } from '../rest/rest-parameters.js'
import type { EventSocket } from './event-socket.js'
import { parseStreamName } from './market-stream.js'
import type { SocketProtocol, SocketServices } from './web-sockets.js'

const requestSchema = z.object({
  method: z.enum(['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS']),
  params: z.array(z.string()).default([]),
  id: z.union([z.number(), z.string(), z.null()]).default(null),
})

/**
 * Serves one client of the market streams: it subscribes by messages, or by its address (`/ws/btcusdt@trade`,
 * `/stream?streams=btcusdt@trade/…`). On `/stream` itself events are wrapped with the name of their stream.
 */
export function createMarketSocket(socket: EventSocket, { context, hub }: SocketServices, url: string): SocketProtocol {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const wrapped = pathname === '/stream'
  const following = new Map<string, () => void>()
  const subscribe = (name: string): boolean => {
    const stream = parseStreamName(name, context.engine.markets())
    if (!stream) return false
    following.get(name)?.()
    const listener = (time: number, event: Record<string, unknown>): void =>
      socket.sendEvent(name, time, wrapped ? { stream: name, data: event } : event)
    following.set(name, hub.follow(stream, listener))
    return true
  }
  const unsubscribe = (name: string): void => {
    following.get(name)?.()
    following.delete(name)
  }
  const inAddress = [...pathname.split('/').slice(2), ...(searchParams.get('streams') ?? '').split('/')]
  for (const name of inAddress) if (name.includes('@')) subscribe(name)
  return {
    message: (text) => {
      const call = requestSchema.safeParse(parseJson(text))
      if (!call.success) {
        socket.sendAnswer({ error: { code: 2, msg: 'Invalid request: expected method, params and id' }, id: null })
        return
      }
      const { method, params, id } = call.data
      if (method === 'SUBSCRIBE') {
        const unknown = params.filter((name) => !subscribe(name))
        if (unknown.length > 0) {
          socket.sendAnswer({
            error: { code: 2, msg: `Invalid request: unknown stream ${unknown.join(', ')}` },
            id,
          })
          return
        }
      } else if (method === 'UNSUBSCRIBE') params.forEach(unsubscribe)
      socket.sendAnswer({ result: method === 'LIST_SUBSCRIPTIONS' ? [...following.keys()] : null, id })
    },
    closed: () => {
      for (const unfollow of following.values()) unfollow()
      following.clear()
    },
  }
}
