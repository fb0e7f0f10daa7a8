import { alwaysOpen } from '../core/calendar.js'
import { ZERO, Decimal } from '../core/decimal.js'
import { UserError } from '../core/errors.js'
import { SECOND } from '../core/time.js'
import type { Balance, MarketRules } from '../exchange/exchange.js'
import { openCandleFeed, type CandleFeed } from './candle-feed.js'
import { trackCashBalance } from './cash-balance.js'
import type { Reconciler } from '../bookkeeping/reconcile.js'
import type { LiveOrders } from './live-orders.js'
import { openBalanceCheck, type BalanceCheck } from './balance-check.js'
import { openOrderManager, type OrderManager } from './order-manager.js'
import { makeStepRules, type StepRules } from './step.js'
import type { AccountValue, TradeOptions, TradedBase } from './trade-options.js'

/** The state of one base during a run. */
export interface BaseState {
  readonly traded: TradedBase
  readonly rules: MarketRules
  readonly feed: CandleFeed
  /** The number of minutes in a row below the average fill price. */
  lossMinutes: number
  close: number | undefined
  /** Whether the base was decided about in the last minute. */
  watched: boolean
}

/** The state of a running trading loop. */
export interface TradingSession {
  readonly options: TradeOptions
  readonly rules: StepRules
  readonly bases: readonly BaseState[]
  readonly orderManager: OrderManager
  /** Bases whose sale expired unfilled and must be placed again. */
  readonly unfinishedSales: Set<string>
  /** The balances of the last refresh; a run refreshes after everything that changes them. */
  readonly balances: () => ReadonlyMap<string, Balance>
  /** Fetches the balances and writes them into the book where they differ from the last ones. */
  readonly refreshBalances: () => Promise<void>
  readonly balanceCheck: BalanceCheck
  readonly equity: () => AccountValue
}

/** What a session needs beside its options, open before it so that orders of an earlier run can be cancelled. */
export interface SessionTools {
  readonly reconciler: Reconciler
  readonly liveOrders: LiveOrders
}

/** Throws UserError where a base is not traded on the exchange. */
export async function openTradingSession(options: TradeOptions, tools: SessionTools): Promise<TradingSession> {
  const { exchange, book, run, clock, config } = options
  const markets = await exchange.fetchMarketRules()
  const bases = options.bases.map((base) => openBase(base, markets, options))
  const cash = trackCashBalance({
    book,
    account: run.account,
    quote: options.quote,
    onTransfer: (amount) => {
      const detail = `${amount.toFixed()} ${options.quote} moved without an order of this book: no gain and no loss`
      book.recordAction({ runId: run.id, time: clock.now(), kind: 'balance', detail })
    },
  })
  let balances: ReadonlyMap<string, Balance> = new Map()
  const refreshBalances = async (): Promise<void> => {
    const now = await exchange.fetchBalances()
    cash.update(now)
    if (!sameBalances(balances, now)) book.recordBalances(run.id, clock.now(), now)
    balances = now
  }
  await refreshBalances()
  const orderLife = config.orderSeconds * SECOND
  const orderManager = openOrderManager({ exchange, book, run, clock, ...tools, orderLife })
  return {
    options,
    rules: makeStepRules(config, options.thresholds),
    bases,
    orderManager,
    balanceCheck: openBalanceCheck({ options, orderManager, balances: () => balances, refreshBalances }),
    unfinishedSales: new Set(),
    balances: () => balances,
    refreshBalances,
    equity: () => ({
      ...equityOf(options, bases, cash.amount()),
      transferred: cash.transferred(),
      differences: book.differences(run.account),
    }),
  }
}

function openBase(traded: TradedBase, markets: ReadonlyMap<string, MarketRules>, options: TradeOptions): BaseState {
  const { exchange, history, book, run } = options
  const rules = markets.get(traded.symbol)
  if (!rules) throw new UserError(`${exchange.id} has no market ${traded.symbol}; leave base ${traded.name} out`)
  const feed = openCandleFeed(exchange, traded.symbol, options.calendar ?? alwaysOpen(), history + 1)
  const lossMinutes = book.lastDecision(run.account, traded.name)?.lossMinutes ?? 0
  return { traded, rules, feed, lossMinutes, close: undefined, watched: true }
}

function equityOf(
  { book, run }: TradeOptions,
  bases: readonly BaseState[],
  cash: Decimal,
): Pick<AccountValue, 'equity' | 'closes'> {
  const positions = book.positions(run.account)
  const closes = new Map(
    bases.flatMap(({ traded, close }) => (close === undefined ? [] : [[traded.name, close] as const])),
  )
  const equity = bases.reduce(
    (sum, { traded, close }) => sum.plus((positions.get(traded.symbol)?.amount ?? ZERO).times(close ?? 0)),
    cash,
  )
  return { equity, closes }
}

function sameBalances(a: ReadonlyMap<string, Balance>, b: ReadonlyMap<string, Balance>): boolean {
  if (a.size !== b.size) return false
  return [...a].every(([currency, { free, locked }]) => {
    const other = b.get(currency)
    return other !== undefined && other.free.eq(free) && other.locked.eq(locked)
  })
}

/**
 * Returns the amount of a base that may be sold: what this book bought, or with adopted holdings all that is free, less
 * the blocked amount.
 */
export function sellableAmountOf({ options, balances }: TradingSession, { traded, rules }: BaseState): Decimal {
  const free = balances().get(rules.base)?.free ?? ZERO
  if (options.config.adoptHoldings) return Decimal.max(ZERO, free.minus(traded.blocked ?? 0))
  return Decimal.min(options.book.positions(options.run.account).get(traded.symbol)?.amount ?? ZERO, free)
}
