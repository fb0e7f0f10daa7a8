import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

const zip = promisify(gzip)

/** Answers of JSON above this many characters are compressed. */
const MIN_COMPRESSED_LENGTH = 4096

/** Compresses big answers, quickly rather than tightly: most readers are on the same machine. */
export function compressResponses(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < MIN_COMPRESSED_LENGTH) return payload
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return payload
    if (!String(reply.getHeader('content-type')).startsWith('application/json')) return payload
    const zipped = await zip(payload, { level: 1 })
    reply.headers({ 'content-encoding': 'gzip', vary: 'accept-encoding', 'content-length': zipped.length })
    return zipped
  })
}
