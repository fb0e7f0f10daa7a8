import { isAboveDust } from './decide.js'
import { sellableAmountOf } from './sellable.js'
import type { BaseState, TradingSession } from './session.js'

/**
 * The bases about which it is decided in a minute: whatever is held or has an open order, and of the others those that
 * `unwatched` has nothing against; dust does not hold one under watch. The book is told when a base comes under watch, and when it goes.
 */
export async function selectWatchedBases(session: TradingSession, minute: number): Promise<ReadonlySet<BaseState>> {
  const { bases, options } = session
  const watched = new Set<BaseState>()
  for (const state of bases) {
    const reason = isBound(session, state) ? undefined : await options.unwatchedReason?.(state.traded.name, minute)
    if (reason === undefined) watched.add(state)
    noteChange(session, state, reason)
  }
  return watched
}

function isBound(session: TradingSession, state: BaseState): boolean {
  if (session.orderManager.openOrders(state.traded.name).length > 0) return true
  const sellable = sellableAmountOf(session, state)
  return state.close === undefined ? sellable.gt(0) : isAboveDust(sellable, state.close, state.rules)
}

function noteChange({ options }: TradingSession, state: BaseState, reason: string | undefined): void {
  const watched = reason === undefined
  if (state.watched === watched) return
  state.watched = watched
  const { book, run, clock } = options
  const detail = watched ? 'under watch again' : `not under watch: ${reason}`
  book.recordAction({ runId: run.id, time: clock.now(), kind: 'watch', base: state.traded.name, detail })
}
