import { openBook } from '../../bookkeeping/book.js'
import type { RunStart } from '../../bookkeeping/records.js'
import { Decimal, ZERO } from '../../core/decimal.js'
import { MINUTE } from '../../core/time.js'
import type { BacktestOutcome } from '../../trading/backtest/backtest-options.js'

/** A run as the book has it, and the quote that it began with. */
export interface BookedRun {
  readonly run: RunStart
  readonly quote: string
  readonly startQuote: Decimal
  readonly endTime: number
}

/**
 * Writes a backtest into the book in `file`, which is created where it is missing: the schema is that of trading. Of decisions there are
 * only those to act.
 */
export function writeBacktestBook(
  file: string,
  { run, quote, startQuote, endTime }: BookedRun,
  outcome: BacktestOutcome,
): void {
  const { orders, changes, fills, decisions, actions } = outcome.records
  const book = openBook(file, 'crash')
  try {
    book.startRun(run)
    book.recordBalances(run.id, run.time, new Map([[quote, { free: startQuote, locked: ZERO }]]))
    for (const { clientOrderId, time, state, filled, cost, detail } of changes) {
      const order = orders.get(clientOrderId)
      if (!order) continue
      if (state === 'planned') book.planOrder(order, run, time)
      else if (state === 'rejected' || state === 'lost') book.recordState(clientOrderId, state, time, detail)
      else
        book.recordOrder(
          { ...order, exchangeId: order.exchangeId ?? '', filled, cost, status: state, time: order.time },
          time,
          detail,
        )
    }
    book.recordFills(run.account, fills)
    book.recordDecisions(decisions.map((decision) => ({ runId: run.id, ...decision })))
    for (const action of actions) book.recordAction({ runId: run.id, ...action })
    const { equity, firstMinute } = outcome
    book.recordEquity(
      run.id,
      [...equity].map((value, index) => ({ minute: firstMinute + index * MINUTE, equity: new Decimal(value) })),
    )
    book.endRun(run.id, endTime, 'done')
  } finally {
    book.close()
  }
}
