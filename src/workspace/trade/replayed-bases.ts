import { chooseBases } from '../../config/markets.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import type { ClassifierDescription } from '../../classifier/description.js'
import { UserError } from '../../core/errors.js'
import { marketPath, type Market } from '../../core/market.js'
import { MINUTE, type TimeRange } from '../../core/time.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { PaperBase } from './paper-trade.js'
import { replayRange, type AskedRange } from './replay-range.js'
import { tradedBase, type WatchList } from './watch-list.js'

export interface ReplayInputs {
  readonly config: WorkspaceConfig
  readonly store: CandleStore
  readonly watched: WatchList
  readonly asked: AskedRange
  /** Candles before the first minute that scores need. */
  readonly history: number
  readonly sets: ClassifierDescription['sets']
}

export interface ReplayedBases {
  readonly range: TimeRange
  readonly bases: readonly PaperBase[]
  /** Watched for their volume, and without candles of the whole time: they are left out. */
  readonly short: readonly string[]
}

/** The time to be replayed, and the candles of the bases under watch. What is watched for its volume does not shorten it. */
export async function replayedBases(inputs: ReplayInputs): Promise<ReplayedBases> {
  const { config, store, watched, asked, history, sets } = inputs
  const names = watched.bases.map(({ name }) => name)
  const markets = chooseBases(config, await store.markets(), names)
  const stored = await Promise.all(
    markets.map(async ({ name, market }) => ({ name, market, range: await storedRange(store, market) })),
  )
  const named = stored.filter(({ name }) => !watched.byVolume.includes(name))
  const deciding = named.length > 0 ? named : stored
  const range = replayRange(
    asked,
    deciding.map((one) => one.range),
    history,
    sets,
  )
  const needed = { from: range.from - (history + 1) * MINUTE, to: range.to }
  const whole = stored.filter((one) => one.range.from <= needed.from && one.range.to >= needed.to)
  const bases = await Promise.all(
    whole.map(async ({ name, market }) => {
      const { symbol } = market
      return { ...tradedBase(config, name), symbol, candles: await store.read(market, needed) }
    }),
  )
  const short = stored.filter((one) => !whole.includes(one)).map(({ name }) => name)
  return { range, bases, short }
}

async function storedRange(store: CandleStore, market: Market): Promise<TimeRange> {
  const range = await store.range(market)
  if (!range) throw new UserError(`there are no candles of ${marketPath(market)}; import some first`)
  return range
}
