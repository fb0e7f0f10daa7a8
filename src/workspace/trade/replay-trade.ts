import { marketOfBase } from '../../config/markets.js'
import { marketPath } from '../../core/market.js'
import type { Pace } from '../../exchange/simulated/clock/server-clock.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { createBlackListChecker } from '../data/black-list-checker.js'
import { progressBars } from '../../cli/progress-bars.js'
import { blacklistFilter } from './blacklist-filter.js'
import { classifierScore } from './classifier-score.js'
import { paperTrade } from './paper-trade.js'
import { inSampleSets } from './replay-range.js'
import { replayedBases } from './replayed-bases.js'
import { runIdOf, thresholdsOf, type TradeCommand, type TradeCommandResult } from './trade-command.js'
import { minVolumeFilter } from './min-volume-filter.js'
import { reportWatchList, tradingCalendar, watchList } from './watch-list.js'

/** Paper trading on stored candles, replayed in this process. */
export async function tradeOnStoredCandles(command: TradeCommand): Promise<TradeCommandResult> {
  const { io, options, workspace, classifier, book } = command
  const { config } = workspace
  const { description } = classifier
  const trained = description.bases.map(({ name }) => name)
  const store = openCandleStore(workspace.dataFolder)
  const stored = new Set((await store.markets()).map(marketPath))
  const isTradable = (name: string): boolean => stored.has(marketPath(marketOfBase(config, name)))
  const watched = watchList({ config, asked: options.base, trained, positions: new Map(), isTradable })
  reportWatchList(io, watched)
  const names = watched.bases.map(({ name }) => name)
  const scored = await classifierScore(options.classifier, classifier, names, workspace.directory)
  if (scored.changed !== undefined) io.err(`${scored.changed}\n`)
  try {
    const { history } = scored
    const { sets } = description
    const { range, bases, short } = await replayedBases({ config, store, watched, asked: options, history, sets })
    if (short.length > 0) io.err(`left out, without candles of the whole time: ${short.join(', ')}\n`)
    const judge = createBlackListChecker(store)
    const report = await paperTrade({
      ...scored,
      book,
      runId: runIdOf(command, 'paper'),
      bases,
      calendar: tradingCalendar(config, watched),
      range,
      config,
      thresholds: thresholdsOf(command),
      buyBlockedReason: blacklistFilter(config, judge),
      unwatchedReason: minVolumeFilter(config, judge, watched.byVolume),
      byVolume: watched.byVolume.filter((name) => !short.includes(name)),
      startQuote: options.balance ?? '10000',
      pace: paceOf(command),
      signal: io.signal,
      machineClock: io.clock,
      progress: progressBars(io),
    })
    return { report, seen: inSampleSets(range, description.sets) }
  } finally {
    await scored.close()
  }
}

function paceOf({ io, options }: TradeCommand): Pace {
  const { speed = 'stepped' } = options
  return speed === 'stepped' ? speed : { speed, clock: io.clock }
}
