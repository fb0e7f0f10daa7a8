import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { toBinanceError } from '../rest/binance-error.js'
import { combineDisturbances } from '../rest/disturbance.js'
import { checkSource } from '../rest/request-source.js'
import type { RestRoute } from '../rest/rest-route.js'
import type { RestServices } from '../rest/serve-route.js'
import { createApiSocket } from './api-socket.js'
import { createEventSocket, type DisturbStream } from './event-socket.js'
import { createMarketSocket } from './market-socket.js'
import type { StreamHub } from './stream-hub.js'

/** Handles the messages of a client. */
export interface SocketProtocol {
  readonly message: (text: string) => void
  readonly closed: () => void
}

export interface SocketServices extends RestServices {
  readonly hub: StreamHub
  readonly routes: readonly RestRoute[]
  readonly disturbStreams: readonly DisturbStream[]
}

/** Bytes of a message of a client. */
const MAX_MESSAGE = 64 << 10

/** Adds `/stream` and `/ws` (market streams) and `/ws-api/v3` (requests and user data) to the server. */
export function addWebSockets(app: FastifyInstance, services: SocketServices): void {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE })
  app.server.on('upgrade', (request, socket, head) => {
    const refusal = sourceRefusal(request)
    if (refusal !== undefined) {
      refuse(socket, refusal)
      return
    }
    const path = (request.url ?? '').split('?')[0] ?? ''
    const known = path === '/ws-api/v3' || /^\/(stream|ws)(\/|$)/.test(path)
    if (!known || isRefused(path, services)) {
      refuse(socket, known ? 503 : 404)
      return
    }
    server.handleUpgrade(request, socket, head, (client) => open(client, request, path, services))
  })
  app.addHook('preClose', (done) => {
    for (const client of server.clients) client.terminate()
    server.close()
    done()
  })
}

function isRefused(path: string, { context, disturbs }: SocketServices): boolean {
  const { outcome } = combineDisturbances(disturbs, { method: 'GET', path, time: context.now() })
  return outcome?.kind === 'refuse' || (outcome?.kind === 'answer' && outcome.carriedOut !== true)
}

/** The status for a client that may be a page of another site. */
function sourceRefusal({ headers }: IncomingMessage): number | undefined {
  try {
    checkSource(headers)
    return undefined
  } catch (error) {
    return toBinanceError(error).httpStatus
  }
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n\r\n`)
}

function open(client: WebSocket, request: IncomingMessage, path: string, services: SocketServices): void {
  const socket = createEventSocket(client, services.disturbStreams)
  const protocol =
    path === '/ws-api/v3' ? createApiSocket(socket, services) : createMarketSocket(socket, services, request.url ?? '')
  client.on('message', (data) => protocol.message(textOf(data)))
  client.on('close', protocol.closed)
  // A connection with an error is closed anyway, and a message that is too long answered with 1009 before.
  client.on('error', () => {})
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data).toString('utf8')
}
