import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { combineDisturbances } from '../rest/disturbance.js'
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

/** Adds `/stream` and `/ws` (market streams) and `/ws-api/v3` (requests and user data) to the server. */
export function addWebSockets(app: FastifyInstance, services: SocketServices): void {
  const server = new WebSocketServer({ noServer: true })
  app.server.on('upgrade', (request, socket, head) => {
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

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${status === 404 ? 'Not Found' : 'Service Unavailable'}\r\nConnection: close\r\n\r\n`)
}

function open(client: WebSocket, request: IncomingMessage, path: string, services: SocketServices): void {
  const socket = createEventSocket(client, services.disturbStreams)
  const protocol =
    path === '/ws-api/v3' ? createApiSocket(socket, services) : createMarketSocket(socket, services, request.url ?? '')
  client.on('message', (data) => protocol.message(textOf(data)))
  client.on('close', protocol.closed)
  // // The error of a broken connection is of no use: the connection is closed anyway.
  client.on('error', () => client.terminate())
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data).toString('utf8')
}
