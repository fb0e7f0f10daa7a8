import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Venue } from './played-market.js'

export interface ServedVenue {
  readonly url: string
  /** Paths that were asked for. */
  readonly asked: readonly string[]
}

/** An HTTP server on this machine that answers as the venue does, until the test is over. */
export async function serveVenue(venue: Venue): Promise<ServedVenue> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    asked.push(pathname)
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    try {
      const answer = venue.answer(pathname, searchParams)
      send(answer === undefined ? 404 : 200, answer ?? { error: `no ${pathname}` })
    } catch (error) {
      send(400, { error: String(error) })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${portOf(server.address())}`, asked }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}
