import { ZERO, Decimal } from '../core/decimal.js'
import { SECOND } from '../core/time.js'
import type { Balance } from '../exchange/exchange.js'
import { trackCashBalance } from './cash-balance.js'
import type { Reconciler } from '../bookkeeping/reconcile.js'
import type { LiveOrders } from './live-orders.js'
import { openBalanceCheck, type BalanceCheck } from './balance-check.js'
import { openOrderManager, type OrderManager } from './order-manager.js'
import { makeStepRules, type StepRules } from './step.js'
import { openTradableBases, type BaseState } from './tradable-bases.js'
import type { AccountValue, TradeOptions } from './trade-options.js'

/** The state of a running trading loop. */
export interface TradingSession {
  readonly options: TradeOptions
  readonly rules: StepRules
  /** Those whose markets the exchange trades in now. */
  readonly bases: readonly BaseState[]
  /** Fetches the exchange's markets again. */
  readonly refreshMarkets: () => Promise<void>
  /** Leaves out the bases whose candles the exchange refused. */
  readonly recordRefused: () => void
  readonly orderManager: OrderManager
  /** Bases whose sale expired unfilled, or was not sent because of its price, and must be placed again. */
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

/** Throws UserError where none of the bases is traded on the exchange. */
export async function openTradingSession(options: TradeOptions, tools: SessionTools): Promise<TradingSession> {
  const { exchange, book, run, clock, config } = options
  const tradable = await openTradableBases(options)
  const cash = trackCashBalance({
    book,
    account: run.account,
    quote: options.quote,
    onTransfer: (amount) => {
      const detail = `${amount.toFixed()} ${options.quote} moved without an order of this book: no gain and no loss`
      book.recordAction({ runId: run.id, time: clock.now(), kind: 'balance', detail })
    },
  })
  let balances: ReadonlyMap<string, Balance> = new Map(
    book.latestBalances(run.id).map(({ currency, free, locked }) => [currency, { free, locked }]),
  )
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
    get bases() {
      return tradable.current()
    },
    refreshMarkets: tradable.refresh,
    recordRefused: tradable.recordRefused,
    orderManager,
    balanceCheck: openBalanceCheck({ options, orderManager, balances: () => balances, refreshBalances }),
    unfinishedSales: new Set(),
    balances: () => balances,
    refreshBalances,
    equity: () => ({
      ...equityOf(options, tradable.all(), cash.amount()),
      unavailable: tradable.unavailable(),
      transferred: cash.transferred(),
      differences: book.differences(run.account),
    }),
  }
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
