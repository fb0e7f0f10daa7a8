import { timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { FastifyRequest } from 'fastify'

export const PAGE_TOKEN_HEADER = 'x-followupward-token'

export interface GuardOptions {
  /** The address that is listened on, as the user gave it. */
  readonly host: string
  /** What a page must send along to change anything. */
  readonly pageToken: string
  readonly readOnly: boolean
}

/** Why a request is refused, in one line; undefined where it may pass. */
export interface Refusal {
  readonly status: 403 | 421
  readonly error: string
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host) || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Refuses what another site's script may have sent: a host name that is not ours (DNS rebinding), a foreign origin, a change
 * without the page's token. The port of the host is free, for tunnels.
 */
export function refusalOf(request: FastifyRequest, options: GuardOptions): Refusal | undefined {
  const { headers, method } = request
  if (!isServedHost(hostOf(headers.host), options.host)) {
    return { status: 421, error: `this dashboard does not answer to the name ${hostOf(headers.host)}` }
  }
  if (!isSameOrigin(headers.origin, headers.host) || !isSameOriginFetch(headers['sec-fetch-site'])) {
    if (!isPlainVisit(request)) return { status: 403, error: 'requests from other sites are refused' }
  }
  if (method === 'GET' || method === 'HEAD') return undefined
  if (options.readOnly) return { status: 403, error: 'the dashboard was started read-only: it changes nothing' }
  const token = headers[PAGE_TOKEN_HEADER]
  if (typeof token === 'string' && isEqualText(token, options.pageToken)) return undefined
  return { status: 403, error: 'the page is out of date; load it again' }
}

/** What browsers say of where a request comes from. A server on another port of this machine is on the same site, and not ours. */
function isSameOriginFetch(site: string | string[] | undefined): boolean {
  return site === undefined || site === 'same-origin' || site === 'none'
}

/** A link from elsewhere opens a page: that reveals nothing to the site that holds the link. */
function isPlainVisit({ headers, method }: FastifyRequest): boolean {
  return method === 'GET' && headers.origin === undefined && headers['sec-fetch-mode'] === 'navigate'
}

function hostOf(header: string | undefined): string {
  return (header ?? '').replace(/:\d+$/, '').toLowerCase()
}

function isServedHost(name: string, listened: string): boolean {
  if (LOOPBACK.has(name) || isLoopback(name)) return true
  if (isLoopback(listened)) return false
  const plain = name.replace(/^\[(.*)\]$/, '$1')
  // An address cannot be rebound, only a name can.
  if (isIP(plain) !== 0) return true
  return name === listened.toLowerCase() || name === hostname().toLowerCase()
}

function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true
  return origin === `http://${host ?? ''}` || origin === `https://${host ?? ''}`
}

/** Compares in a time that tells nothing about where texts of the same length differ. */
export function isEqualText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
