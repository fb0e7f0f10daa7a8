import type { z } from 'zod'
import type { Decimal } from '../../../core/decimal.js'
import type { Rng } from '../../../core/rng.js'
import type { TimeRange } from '../../../core/time.js'
import type { FillCandidate } from '../engine/fill-rules.js'
import type { CandleDistortion } from '../engine/kline.js'
import type { MarketHooks } from '../engine/simulated-market.js'
import type { DisturbRequest } from '../rest/disturbance.js'
import type { DisturbStream } from '../streams/event-socket.js'

/** One kind of harm that a simulated exchange can do to its clients. */
export interface Scenario {
  /** Equals the name of the file that holds it. */
  readonly id: string
  /** One line of help. */
  readonly summary: string
  /** Every setting has a default. */
  readonly settings: z.ZodType
  /** Begins one run of it. Throws ZodError where `settings` are not valid. */
  open(settings: unknown, world: ScenarioContext): ScenarioHooks
}

/** What a run of a scenario may know and use. */
export interface ScenarioContext {
  /** Its own stream: nothing else draws from it. */
  readonly rng: Rng
  /** Uniform in [0, 1), a function of the seed, the scenario and `words` alone. */
  readonly draw: (...words: readonly (number | string)[]) => number
  /** Time of the replay. */
  readonly range: TimeRange
  /** Binance's symbols, `BTCUSDT`. */
  readonly symbols: readonly string[]
  /** Tells of one injected event at the exchange's time. */
  readonly log: (time: number, text: string) => void
}

/** Where a run of a scenario takes part; each hook is optional. */
export interface ScenarioHooks extends MarketHooks {
  readonly disturb?: DisturbRequest
  readonly disturbStream?: DisturbStream
  /** Milliseconds by which the exchange's clock is wrong at `time`. */
  readonly clockOffset?: (time: number) => number
  /** How the finished candle that opened at `opened` is shown at `now`. */
  readonly distortCandle?: (symbol: string, opened: number, now: number) => CandleDistortion | undefined
  /** At most this much of an order is filled, of `quantity` that would be. `row` is the candle's. */
  readonly limitFill?: (fill: FillCandidate) => Decimal
}

/** A scenario with its settings parsed before it opens. */
export function defineScenario<Settings extends z.ZodType>(scenario: {
  readonly id: string
  readonly summary: string
  readonly settings: Settings
  readonly open: (settings: z.output<Settings>, world: ScenarioContext) => ScenarioHooks
}): Scenario {
  return { ...scenario, open: (settings, world) => scenario.open(scenario.settings.parse(settings), world) }
}
