import type { Candles } from '../../core/candles.js'
import type { TimeRange } from '../../core/time.js'
import type { Disturb } from './rest/disturbance.js'
import type { ScenarioEvent, ScenarioChoice } from './scenarios/open-scenarios.js'
import type { Pace } from './simulated-clock.js'
import type { SymbolFilters } from './engine/symbol-filters.js'

export interface SimulatedExchangeOptions {
  /** What is replayed, by unified symbol: `BTC/USDT`. */
  readonly candles: ReadonlyMap<string, Candles>
  /** What the account owns at the start, decimal text by asset: `{USDT: '10000'}`. */
  readonly balances: Readonly<Record<string, string>>
  /** Time of the replay; default: what the candles of all markets cover. The clock starts at its beginning. */
  readonly range?: TimeRange
  /** Default: stepped. */
  readonly pace?: Pace
  readonly makerFee?: string
  readonly takerFee?: string
  /** The most of each candle's volume that fills take together, 0 … 1; default 0.1. */
  readonly volumeShare?: string
  /** The coin that fees are taken from while there is enough of it, and the share of them that is waived: `{asset: 'BNB', discount: '0.25'}`. */
  readonly feeCoin?: { readonly asset: string; readonly discount: string }
  /** Ticks from the last price to the best bid, and to the best ask; default 1. */
  readonly spreadTicks?: number
  /** Filters by unified symbol that replace those found from the candles. */
  readonly filters?: ReadonlyMap<string, Partial<SymbolFilters>>
  /** Decides what scenarios do, and key and secret: they open this simulated account and nothing else. */
  readonly seed?: number
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly disturb?: Disturb
  /** What goes wrong, from the catalog of scenarios; default: nothing. */
  readonly scenarios?: readonly ScenarioChoice[]
  /** Told of everything that a scenario does. */
  readonly onScenarioEvent?: (injection: ScenarioEvent) => void
}
