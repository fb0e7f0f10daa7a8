import { sha256 } from '../core/hash.js'
import type { Side } from '../exchange/exchange.js'

/** Where an order comes from; two different origins never share an id, the same origin always has the same. */
export interface OrderOrigin {
  readonly runId: string
  readonly minute: number
  readonly base: string
  readonly side: Side
  /** 0, 1, … over all orders of that minute, base and side. */
  readonly part: number
}

/** The client order id of an origin: 26 characters that every exchange accepts. */
export function makeClientOrderId({ runId, minute, base, side, part }: OrderOrigin): string {
  return `fu${sha256(runId, String(minute), base, side, String(part)).slice(0, 24)}`
}
