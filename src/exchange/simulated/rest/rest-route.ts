import type { Decimal } from '../../../core/decimal.js'
import type { SimulatedAccount } from '../engine/account.js'
import type { CandleDistortion } from '../engine/kline.js'
import type { MatchingEngine } from '../engine/matching-engine.js'
import type { RequestParameters } from './rest-parameters.js'

/** What the routes answer from. */
export interface RestContext {
  readonly engine: MatchingEngine
  readonly account: SimulatedAccount
  readonly makerFee: Decimal
  readonly takerFee: Decimal
  /** The exchange's time; the engine has been advanced to it. */
  now(): number
  /** The time that its clock shows, which a scenario may set wrong. */
  shownTime(): number
  /** How a candle is shown at `now`. */
  readonly distortionOf: (symbol: string, opened: number, now: number) => CandleDistortion
}

/** One endpoint. `answer` gives what is sent as JSON, or throws BinanceError. */
export interface RestRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly signed: boolean
  answer(context: RestContext, parameters: RequestParameters): unknown
}
