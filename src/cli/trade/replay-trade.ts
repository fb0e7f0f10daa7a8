import { chooseBases } from '../../config/markets.js'
import { UserError } from '../../core/errors.js'
import { marketPath, type Market } from '../../core/market.js'
import { MINUTE, type TimeRange } from '../../core/time.js'
import type { Pace } from '../../exchange/simulated/simulated-clock.js'
import { openCandleStore } from '../../store/candle-store.js'
import type { CandleStore } from '../../store/store.js'
import { progressBars } from '../progress-bars.js'
import { barredByList } from './barred-by-list.js'
import { classifierScore } from './classifier-score.js'
import { paperTrade } from './paper-trade.js'
import { replayRange, seenSets } from './replay-range.js'
import { runIdOf, thresholdsOf, type TradeCommand, type TradeCommandResult } from './trade-command.js'
import { reportBlacklisted, tradedBase, watchList } from './watch-list.js'

/** Paper trading on stored candles, replayed in this process. */
export async function tradeOnStoredCandles(command: TradeCommand): Promise<TradeCommandResult> {
  const { io, options, workspace, classifier, book } = command
  const { config } = workspace
  const { description } = classifier
  const trained = description.bases.map(({ name }) => name)
  const watched = watchList(config, options.base, trained, new Map())
  reportBlacklisted(io, watched.blacklisted)
  const store = openCandleStore(workspace.dataFolder)
  const names = watched.bases.map(({ name }) => name)
  const markets = chooseBases(config, await store.markets(), names)
  const scored = await classifierScore(options.classifier, classifier, names, workspace.directory)
  if (scored.changed !== undefined) io.err(`${scored.changed}\n`)
  try {
    const stored = await Promise.all(markets.map(({ market }) => storedRange(store, market)))
    const range = replayRange(options, stored, scored.history, description.sets)
    const needed = { from: range.from - (scored.history + 1) * MINUTE, to: range.to }
    const bases = await Promise.all(
      markets.map(async ({ name, market }) => {
        const { symbol } = market
        return { ...tradedBase(config, name), symbol, candles: await store.read(market, needed) }
      }),
    )
    const report = await paperTrade({
      ...scored,
      book,
      runId: runIdOf(command, 'paper'),
      bases,
      range,
      config,
      thresholds: thresholdsOf(command),
      barred: barredByList(config, store),
      startQuote: options.balance ?? '10000',
      pace: paceOf(command),
      signal: io.signal,
      machineClock: io.clock,
      progress: progressBars(io),
    })
    return { report, seen: seenSets(range, description.sets) }
  } finally {
    await scored.close()
  }
}

async function storedRange(store: CandleStore, market: Market): Promise<TimeRange> {
  const range = await store.range(market)
  if (!range) throw new UserError(`there are no candles of ${marketPath(market)}; import some first`)
  return range
}

function paceOf({ io, options }: TradeCommand): Pace {
  const { speed = 'stepped' } = options
  return speed === 'stepped' ? speed : { speed, clock: io.clock }
}
