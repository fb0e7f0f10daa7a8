import type { z } from 'zod'
import type { Decimal } from '../../../core/decimal.js'
import type { Rng } from '../../../core/rng.js'
import type { TimeRange } from '../../../core/time.js'
import type { FillCandidate } from '../engine/fill-rules.js'
import type { CandleDistortion } from '../engine/kline.js'
import type { MarketHooks } from '../engine/simulated-market.js'
import type { DisturbRequest } from '../rest/disturbance.js'
import type { DisturbStream } from '../streams/event-socket.js'

/** A scenario is one kind of harm that a simulated exchange can do to its clients. */
export interface Scenario {
  /** The id equals the name of the scenario's file. */
  readonly id: string
  /** One line of help. */
  readonly summary: string
  /** Every setting has a default. */
  readonly settings: z.ZodType
  /** Begins a run of the scenario. Throws ZodError where `settings` are invalid. */
  open(settings: unknown, context: ScenarioContext): ScenarioHooks
}

/** What a run of a scenario may know and use. */
export interface ScenarioContext {
  /** The random stream of this run; nothing else draws from it. */
  readonly rng: Rng
  /** Returns a uniform number in [0, 1) that depends on the seed, the scenario and `words` alone. */
  readonly draw: (...words: readonly (number | string)[]) => number
  /** The time of the replay. */
  readonly range: TimeRange
  /** Binance's symbols, such as `BTCUSDT`. */
  readonly symbols: readonly string[]
  /** Logs one event at the exchange's time. */
  readonly log: (time: number, text: string) => void
}

/** The hooks of a scenario run; each hook is optional. */
export interface ScenarioHooks extends MarketHooks {
  readonly disturb?: DisturbRequest
  readonly disturbStream?: DisturbStream
  /** Returns the milliseconds by which the exchange's clock is wrong at `time`. */
  readonly clockOffset?: (time: number) => number
  /** Returns how the finished candle that opened at `opened` is distorted at `now`. */
  readonly distortCandle?: (symbol: string, opened: number, now: number) => CandleDistortion | undefined
  /** Returns the quantity that is filled, at most `quantity`. */
  readonly limitFill?: (fill: FillCandidate) => Decimal
}

/** Defines a scenario whose settings are parsed before it opens. */
export function defineScenario<Settings extends z.ZodType>(scenario: {
  readonly id: string
  readonly summary: string
  readonly settings: Settings
  readonly open: (settings: z.output<Settings>, context: ScenarioContext) => ScenarioHooks
}): Scenario {
  return { ...scenario, open: (settings, context) => scenario.open(scenario.settings.parse(settings), context) }
}
