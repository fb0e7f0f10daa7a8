import type { Book } from '../../bookkeeping/book.js'
import { isActiveState, type BookOrder, type Run, type RunStart } from '../../bookkeeping/records.js'
import { MINUTE, SECOND } from '../../core/time.js'
import type { Clock } from '../../core/clock.js'
import { isRunning } from '../../core/is-running.js'
import type { EarlierOrder, EarlierTrading } from '../../exchange/simulated/engine/repeat-orders.js'
import { isPriceDeviation } from '../../trading/order-limits.js'
import { endInterruptedRun, wasInterrupted } from './end-interrupted-runs.js'

/** A replay whose process was killed, taken back to the beginning of a minute. */
export interface InterruptedReplay {
  readonly run: Run
  readonly minute: number
}

/** A trader shows every half second that it lives; one whose process is not on this machine may be on another one. */
const SILENCE = 3 * SECOND

/**
 * Finds the last replay with these settings where its process was killed; undefined where it ended otherwise, or is at work. `clock` is
 * the machine's.
 */
export async function findInterruptedReplay(
  book: Book,
  clock: Clock,
  { config, time, classifier }: Omit<RunStart, 'id' | 'account' | 'mode'>,
): Promise<Run | undefined> {
  const isSame = (run: Run): boolean =>
    run.mode === 'replay' &&
    run.time === time &&
    run.config === config &&
    run.classifier?.id === classifier?.id &&
    run.classifier?.hash === classifier?.hash
  const find = (): Run | undefined => book.runs().findLast(isSame)
  const found = find()
  if (found?.endTime === undefined && found && (await isGone(book, found, clock))) endInterruptedRun(book, found)
  const last = find()
  return last && wasInterrupted(book, last) ? last : undefined
}

async function isGone(book: Book, { id }: Run, clock: Clock): Promise<boolean> {
  const beat = book.heartbeat(id)
  if (!beat) return true
  if (isRunning(beat.pid)) return false
  await clock.sleepUntil(Math.min(beat.time, clock.now()) + SILENCE)
  return book.heartbeat(id)?.time === beat.time
}

/**
 * Takes a replay back to the beginning of the last minute of which the book may not have all. Values of minutes are written after
 * everything else of them, so all that happened before the last one is there.
 */
export function rewindToLastMinute(book: Book, run: Run): InterruptedReplay {
  const minute = findMinuteWithoutSales(book, run, book.equityBounds(run.id).last?.minute ?? run.time)
  book.rewindRun(run, minute)
  return { run, minute }
}

/**
 * Returns the last time, at most `end`, at which no sale waits for a better price: a trader keeps in memory that it must be placed again.
 */
function findMinuteWithoutSales(book: Book, run: Run, end: number): number {
  const sales = book.orders(run.account).filter(({ side }) => side === 'sell')
  const postponed = book
    .actions(run.id)
    .filter(({ kind, detail }) => kind === 'refuse' && detail.startsWith('sell') && isPriceDeviation(detail))
  const waitsAt = (at: number): number | undefined => {
    const waiting = postponed.filter(
      ({ base, time }) => time < at && !sales.some((sale) => sale.base === base && sale.time > time && sale.time < at),
    )
    return waiting.length === 0 ? undefined : Math.min(...waiting.map(({ time }) => time))
  }
  let minute = end
  for (let time = waitsAt(minute); time !== undefined; time = waitsAt(minute)) {
    minute = Math.max(run.time, Math.floor(time / MINUTE) * MINUTE)
    if (minute === run.time) break
  }
  return minute
}

/** What the exchange of an interrupted replay had done until the minute from which the replay goes on. */
export function describeEarlierTrading(book: Book, { run, minute }: InterruptedReplay): EarlierTrading {
  const orders = book.orders(run.account).filter(({ state, exchangeId }) => state !== 'rejected' && exchangeId)
  return { orders: orders.map((order) => describeOrder(book, order)), until: minute }
}

function describeOrder(book: Book, order: BookOrder): EarlierOrder {
  const { clientOrderId, symbol, side, price, amount, icebergAmount, exchangeId, time, filled, state } = order
  const cancelTime = book.changes(clientOrderId).find((change) => change.state === 'cancelled')?.time
  return {
    id: Number(exchangeId),
    clientOrderId,
    symbol: symbol.replace('/', ''),
    side: side === 'buy' ? 'BUY' : 'SELL',
    type: 'LIMIT',
    timeInForce: 'GTC',
    price,
    quantity: amount,
    icebergQuantity: icebergAmount,
    time,
    cancelTime,
    filled,
    hasEnded: !isActiveState(state),
  }
}
