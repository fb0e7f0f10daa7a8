import type { IncomingHttpHeaders } from 'node:http'
import { BinanceError } from './binance-error.js'

/** The names under which a program on this machine reaches a server that listens on loopback. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/

/**
 * Throws BinanceError where a request may come from a page of another site that the user's browser shows: one that calls this
 * server by another name than a loopback one (DNS rebinding), or names another origin. The key of a seed is known to
 * everyone, so that it must open nothing to such a page.
 */
export function checkSource({ host = '', origin, 'sec-fetch-site': site }: IncomingHttpHeaders): void {
  if (!LOOPBACK.test(host.toLowerCase())) {
    throw new BinanceError(-1000, `This exchange does not answer to the name ${host.slice(0, 100)}.`, 421)
  }
  const isOwn = origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`
  if (isOwn && (site === undefined || site === 'none' || site === 'same-origin')) return
  throw new BinanceError(-1000, 'Requests of pages of other sites are refused.', 403)
}
