import { createHmac, timingSafeEqual } from 'node:crypto'
import { binanceErrors } from './binance-error.js'

const MAX_AHEAD = 1000
const DEFAULT_RECV_WINDOW = 5000
const MAX_RECV_WINDOW = 60_000

export interface Credentials {
  readonly apiKey: string
  readonly secret: string
}

/** A signed request; its parameters are exactly as they arrived, query before body. */
export interface SignedRequest {
  readonly apiKey: string | undefined
  readonly payload: string
  readonly parameters: ReadonlyMap<string, string>
}

/** Checks key, signature (HMAC-SHA256 over all that precedes it) and time window; throws BinanceError. */
export function checkSignature(request: SignedRequest, credentials: Credentials, now: number): void {
  if (!request.apiKey) throw binanceErrors.keyFormat()
  if (!sameText(request.apiKey, credentials.apiKey)) throw binanceErrors.keyUnknown()
  checkTime(request.parameters, now)
  const match = /^(.*)&signature=([0-9a-fA-F]+)$/s.exec(request.payload)
  const [, signed, signature] = match ?? []
  if (signed === undefined || signature === undefined) {
    throw request.parameters.has('signature') ? binanceErrors.signature() : binanceErrors.missing('signature')
  }
  const expected = createHmac('sha256', credentials.secret).update(signed).digest('hex')
  if (!sameText(signature.toLowerCase(), expected)) throw binanceErrors.signature()
}

function checkTime(parameters: ReadonlyMap<string, string>, now: number): void {
  const timestamp = numberIn(parameters, 'timestamp', /^\d{1,15}$/)
  if (timestamp === undefined) throw binanceErrors.missing('timestamp')
  const window = numberIn(parameters, 'recvWindow', /^\d{1,6}(\.\d{1,3})?$/) ?? DEFAULT_RECV_WINDOW
  if (window > MAX_RECV_WINDOW) throw binanceErrors.recvWindow()
  if (timestamp >= now + MAX_AHEAD) throw binanceErrors.timestampEarly()
  if (now - timestamp > window) throw binanceErrors.timestampLate()
}

/** A parameter that consists of decimal digits alone; undefined where it was not sent or is empty. */
function numberIn(parameters: ReadonlyMap<string, string>, name: string, digits: RegExp): number | undefined {
  const text = parameters.get(name)
  if (!text) return undefined
  if (!digits.test(text)) throw binanceErrors.illegalCharacters(name)
  return Number(text)
}

/** Compares two texts in a time that does not reveal where they differ. */
function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
