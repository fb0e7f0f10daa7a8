import { createHmac, timingSafeEqual } from 'node:crypto'
import { faults } from '../engine/binance-fault.js'

const AHEAD = 1000
const DEFAULT_WINDOW = 5000
const LARGEST_WINDOW = 60_000

export interface Credentials {
  readonly apiKey: string
  readonly secret: string
}

/** A request as it is signed: its parameters exactly as they came, query before body. */
export interface SignedRequest {
  readonly apiKey: string | undefined
  readonly payload: string
  readonly parameters: ReadonlyMap<string, string>
}

/** Checks key, signature (HMAC-SHA256 over all that stands before it) and time window; throws Binance's refusal. */
export function checkSignature(request: SignedRequest, credentials: Credentials, now: number): void {
  if (!request.apiKey) throw faults.keyFormat()
  if (!sameText(request.apiKey, credentials.apiKey)) throw faults.keyUnknown()
  checkTime(request.parameters, now)
  const match = /^(.*)&signature=([0-9a-fA-F]+)$/s.exec(request.payload)
  const [, signed, signature] = match ?? []
  if (signed === undefined || signature === undefined) {
    throw request.parameters.has('signature') ? faults.signature() : faults.missing('signature')
  }
  const expected = createHmac('sha256', credentials.secret).update(signed).digest('hex')
  if (!sameText(signature.toLowerCase(), expected)) throw faults.signature()
}

function checkTime(parameters: ReadonlyMap<string, string>, now: number): void {
  const timestamp = Number(parameters.get('timestamp') ?? NaN)
  if (!Number.isFinite(timestamp)) throw faults.missing('timestamp')
  const window = Number(parameters.get('recvWindow') ?? DEFAULT_WINDOW)
  if (!Number.isFinite(window)) throw faults.illegalCharacters('recvWindow')
  if (window > LARGEST_WINDOW) throw faults.recvWindow()
  if (timestamp >= now + AHEAD) throw faults.timestampEarly()
  if (now - timestamp > window) throw faults.timestampLate()
}

/** Compares in a time that does not tell where two texts differ. */
function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
