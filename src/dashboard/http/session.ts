import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isEqualText } from './request-guard.js'

const COOKIE = 'followupward-session'

/** Lets in only who has shown the token of `--token`: once as `?token=…`, from then on by a cookie that does not hold it. */
export interface Session {
  /** True where the request may go on; else it has been answered: sent on without the token, or refused. */
  admit(request: FastifyRequest, reply: FastifyReply): boolean
}

/** Without a token everyone is let in: the server listens on loopback then. */
export function openSession(token: string | undefined, pageToken: string): Session {
  if (token === undefined) return { admit: () => true }
  const proof = createHmac('sha256', pageToken).update(token).digest('hex')
  return {
    admit(request, reply) {
      const cookie = readCookie(request.headers.cookie, COOKIE)
      if (cookie !== undefined && isEqualText(cookie, proof)) return true
      const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
      if (bearer !== undefined && isEqualText(bearer, token)) return true
      checkToken(request, reply, token, proof)
      return false
    },
  }
}

function checkToken(request: FastifyRequest, reply: FastifyReply, token: string, proof: string): void {
  const url = new URL(request.url, 'http://dashboard')
  const queryToken = url.searchParams.get('token')
  if (request.method === 'GET' && queryToken !== null && isEqualText(queryToken, token)) {
    url.searchParams.delete('token')
    void reply
      .header('set-cookie', `${COOKIE}=${proof}; Path=/; HttpOnly; SameSite=Strict`)
      .redirect(`${url.pathname}${url.search}`, 303)
    return
  }
  void reply.code(401).send({ error: 'this dashboard wants its token: open it as /?token=… once' })
}

export function readCookie(header: string | undefined, name: string): string | undefined {
  const pair = (header ?? '').split(/;\s*/).find((each) => each.startsWith(`${name}=`))
  return pair?.slice(name.length + 1)
}
