import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isEqualText } from './request-guard.js'
import type { TokenAttempts } from './token-attempts.js'

const COOKIE = 'followupward-session'

/** Lets in only who has shown the token of `--token`: once as `?token=…`, from then on by a cookie that does not hold it. */
export interface Session {
  /** True where the request may go on; else it has been answered: sent on without the token, or refused. */
  admit(request: FastifyRequest, reply: FastifyReply): boolean
}

/** Without a token everyone is let in: the server listens on loopback then. */
export function openSession(token: string | undefined, pageToken: string, attempts: TokenAttempts): Session {
  if (token === undefined) return { admit: () => true }
  const proof = createHmac('sha256', pageToken).update(token).digest('hex')
  return {
    admit(request, reply) {
      const cookie = readCookie(request.headers.cookie, COOKIE)
      if (cookie !== undefined && isEqualText(cookie, proof)) return true
      const shown = shownToken(request)
      const seconds = shown === undefined ? 0 : attempts.secondsToWait(request.ip)
      const isRight = shown !== undefined && seconds === 0 && isEqualText(shown.token, token)
      if (shown !== undefined && seconds === 0) attempts.add(request.ip, isRight)
      if (!isRight) refuse(reply, seconds)
      else if (shown.address !== undefined) letIn(reply, shown.address, proof)
      return isRight && shown.address === undefined
    },
  }
}

interface ShownToken {
  readonly token: string
  /** The address without the token, where it was in the address. */
  readonly address?: string
}

function shownToken({ headers, method, url }: FastifyRequest): ShownToken | undefined {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return { token: bearer }
  const [path = '/', query = ''] = url.split(/\?(.*)/s)
  const parameters = new URLSearchParams(query)
  const token = parameters.get('token')
  if (method !== 'GET' || token === null) return undefined
  parameters.delete('token')
  // Two slashes at its beginning would lead to another server.
  const address = path.replace(/^\/+/, '/')
  return { token, address: parameters.size > 0 ? `${address}?${parameters.toString()}` : address }
}

function letIn(reply: FastifyReply, address: string, proof: string): void {
  void reply.header('set-cookie', `${COOKIE}=${proof}; Path=/; HttpOnly; SameSite=Strict`).redirect(address, 303)
}

function refuse(reply: FastifyReply, seconds: number): void {
  if (seconds === 0) {
    void reply.code(401).send({ error: 'this dashboard wants its token: open it as /?token=… once' })
    return
  }
  const error = `too many wrong tokens: wait ${seconds} s, then try again`
  void reply.code(429).header('retry-after', String(seconds)).send({ error })
}

export function readCookie(header: string | undefined, name: string): string | undefined {
  const pair = (header ?? '').split(/;\s*/).find((each) => each.startsWith(`${name}=`))
  return pair?.slice(name.length + 1)
}
