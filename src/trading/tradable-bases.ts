import { alwaysOpen } from '../core/calendar.js'
import type { HoldingState } from '../core/exit-rules.js'
import { UserError } from '../core/errors.js'
import type { MarketRules } from '../exchange/exchange.js'
import { openCandleFeed, type CandleFeed } from './candle-feed.js'
import type { TradedBase, TradeOptions } from './trade-options.js'

/** The state of one base during a run. */
export interface BaseState {
  readonly traded: TradedBase
  rules: MarketRules
  readonly feed: CandleFeed
  /** The number of minutes in a row below the average fill price. */
  lossMinutes: number
  /** As the exits see the position. */
  held: HoldingState | undefined
  /** The last known close, before the first candles of a run that goes on that of before. */
  close: number | undefined
  /** Whether the base was decided about in the last minute. */
  watched: boolean
  /** Why the exchange takes no orders in its market now. */
  unavailable: string | undefined
}

/**
 * The bases of a run whose markets the exchange has and trades in now. One that is delisted or halted is left out with a
 * recorded action that names it and what is held there, and comes back when its market does; all others are traded on.
 */
export interface TradableBases {
  /** Returns the bases that can be traded now. */
  readonly current: () => readonly BaseState[]
  /** Returns all that could be traded at any time of the run. */
  readonly all: () => readonly BaseState[]
  /** Returns the reasons why bases cannot be traded now, by the name of the base. */
  readonly unavailable: () => ReadonlyMap<string, string>
  /** Fetches the exchange's markets again. */
  readonly refresh: () => Promise<void>
  /** Records the bases whose candles the exchange refused since the last call. Throws where it refused those of all. */
  readonly recordRefused: () => void
}

/** Throws UserError where none of the bases can be traded. */
export async function openTradableBases(options: TradeOptions): Promise<TradableBases> {
  const states = new Map<string, BaseState>()
  const reasons = new Map<string, string>()
  const note = ({ name, symbol }: TradedBase, reason: string | undefined): void => {
    if (reasons.get(name) === reason) return
    recordAvailability(options, { name, symbol }, reason)
    if (reason === undefined) reasons.delete(name)
    else reasons.set(name, reason)
  }
  const refresh = async (): Promise<void> => {
    const markets = await options.exchange.fetchMarketRules()
    for (const base of options.bases) {
      const reason = unavailableReason(options.exchange.id, base.symbol, markets)
      const rules = markets.get(base.symbol)
      const state = states.get(base.name) ?? (rules && openBase(base, rules, options))
      if (state) {
        states.set(base.name, Object.assign(state, { rules: rules ?? state.rules, unavailable: reason }))
      }
      note(base, reason)
    }
  }
  await refresh()
  if (reasons.size === options.bases.length)
    throw new UserError(`none of the bases can be traded: ${[...reasons.values()].join('; ')}`)
  return {
    current: () => [...states.values()].filter(({ unavailable }) => unavailable === undefined),
    all: () => [...states.values()],
    unavailable: () => new Map(reasons),
    refresh,
    recordRefused: () => {
      for (const { traded, unavailable } of states.values()) if (unavailable !== undefined) note(traded, unavailable)
      if (reasons.size === options.bases.length) throw new UserError([...reasons.values()].join('; '))
    },
  }
}

/** Returns why no order can be placed in a market; undefined where the exchange trades in it. */
export function unavailableReason(
  exchangeId: string,
  symbol: string,
  markets: ReadonlyMap<string, MarketRules>,
): string | undefined {
  const rules = markets.get(symbol)
  if (!rules) return `${exchangeId} has no market ${symbol}`
  return rules.active ? undefined : `trading in ${symbol} is halted on ${exchangeId}`
}

function openBase(traded: TradedBase, rules: MarketRules, options: TradeOptions): BaseState {
  const { exchange, history, book, run } = options
  const feed = openCandleFeed(exchange, traded.symbol, options.calendar ?? alwaysOpen(), history + 1)
  const { lossMinutes = 0, held, close } = book.lastDecision(run.account, traded.name) ?? {}
  const known = options.resumed ? close : undefined
  return { traded, rules, feed, lossMinutes, held, close: known, watched: true, unavailable: undefined }
}

function recordAvailability(
  { book, run, clock }: TradeOptions,
  { name, symbol }: TradedBase,
  reason: string | undefined,
): void {
  const held = book.positions(run.account).get(symbol)?.amount
  const holding = held?.gt(0) ? `; ${held.toFixed()} ${name} are held and cannot be sold there` : ''
  book.recordAction({
    runId: run.id,
    time: clock.now(),
    kind: reason === undefined ? 'available' : 'unavailable',
    base: name,
    detail: reason === undefined ? 'traded again' : `left out: ${reason}${holding}`,
  })
}
