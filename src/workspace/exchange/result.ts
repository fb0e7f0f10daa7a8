import type { SimulatedKind } from '../../ohlcv/simulate-candles.js'

/** A simulated exchange that is being served, until it is closed or its call is stopped. */
export interface ExchangeServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Key and secret of the simulated account; they follow from the seed and open nothing else. */
  readonly apiKey: string
  readonly secret: string
  readonly symbols: readonly string[]
  readonly speed: number | 'stepped'
  readonly seed: number
  /** Of the replay, epoch ms. */
  readonly from: number
  readonly to: number
  /** Kind of the made-up market; undefined where stored candles are replayed. */
  readonly market: SimulatedKind | undefined
  readonly close: () => Promise<void>
}

export function serveExchangeJson(served: ExchangeServer): unknown {
  const { url, apiKey, secret, symbols, speed, seed, from, to } = served
  return { url, apiKey, secret, symbols, speed, seed, from, to }
}

/** A scenario that can be asked for by name. */
export interface ScenarioInfo {
  readonly id: string
  readonly summary: string
  /** Defaults by setting; a setting without one is left out. */
  readonly settings: unknown
}

export function listScenariosJson(scenarios: readonly ScenarioInfo[]): unknown {
  return scenarios
}
