import type { Decimal } from '../../../core/decimal.js'
import type { CandleDistortion } from '../engine/kline.js'
import type { MatchingEngine } from '../engine/matching-engine.js'
import type { SimulatedAccount } from '../engine/simulated-account.js'
import type { RequestParameters } from './rest-parameters.js'

/** The state that the routes answer from. */
export interface RestContext {
  readonly engine: MatchingEngine
  readonly account: SimulatedAccount
  readonly makerFee: Decimal
  readonly takerFee: Decimal
  /** Returns the exchange's time, which the engine has been advanced to. */
  now(): number
  /** Returns the time that the exchange shows, which a scenario may set wrong. */
  shownTime(): number
  /** Returns how a candle is distorted at `now`. */
  readonly distortionOf: (symbol: string, opened: number, now: number) => CandleDistortion
}

/** One endpoint. `answer` returns the response as JSON, or throws BinanceError or EngineError. */
export interface RestRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly signed: boolean
  answer(context: RestContext, parameters: RequestParameters): unknown
}
