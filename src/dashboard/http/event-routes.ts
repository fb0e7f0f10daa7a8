import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { EventHub, HubEvent } from './event-hub.js'
import { parseInput } from './parse-input.js'

const query = z.object({ topics: z.string().max(2000).default('') })
const MAX_TOPICS = 40
/** Ms between two signs of life. */
const HEARTBEAT_MS = 5000
/** Bytes that a reader may be behind; it is cut off then and gets the last events when it comes back. */
const MAX_BACKLOG = 4 << 20

export interface EventRouteOptions {
  readonly events: EventHub
  /** Tells a page whether the server that it reconnects to is still the one it was loaded from. */
  readonly release: string
  readonly serverId: string
}

/** `GET /api/events?topics=a,b`: server-sent events `{topic, data}`; first `hello`, then `beat` every five seconds. */
export function addEventRoutes(app: FastifyInstance, { events, release, serverId }: EventRouteOptions): void {
  app.get('/api/events', (request, reply) => {
    const topics = parseInput(query, request.query).topics.split(',').filter(Boolean).slice(0, MAX_TOPICS)
    reply.hijack()
    const { raw } = reply
    const send = (text: string): void => {
      if (raw.writableLength > MAX_BACKLOG) raw.destroy()
      else raw.write(text)
    }
    reply.headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value)
    }
    raw.writeHead(200)
    send(`retry: 1000\nevent: hello\ndata: ${JSON.stringify({ release, serverId })}\n\n`)
    const stop = events.subscribe(topics, (event) => send(messageOf(event)))
    const beat = setInterval(() => send('event: beat\ndata:\n\n'), HEARTBEAT_MS)
    raw.on('close', () => {
      clearInterval(beat)
      stop()
    })
  })
}

function messageOf({ topic, data }: HubEvent): string {
  return `data: {"topic":${JSON.stringify(topic)},"data":${data}}\n\n`
}
