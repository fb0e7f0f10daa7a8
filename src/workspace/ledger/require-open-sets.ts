import type { ScoredSeries } from '../../assessment/scored-series.js'
import type { ClassifierDescription } from '../../classifier/description.js'
import { marketOfBase, type Base } from '../../config/markets.js'
import { calendarOf, marketPath, type Market } from '../../core/market.js'
import { MINUTE, intersect, type TimeRange } from '../../core/time.js'
import { subtractRanges } from '../../core/time-ranges.js'
import type { SetType } from '../../datasets/split-sets.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { LookKind } from '../../store/ledger/ledger-entries.js'
import { intersectMarketRanges, marketRangesOf, type MarketRange } from '../../store/ledger/market-ranges.js'
import type { WorkspaceContext } from '../context.js'
import type { RowPlan } from '../rows/plan-rows.js'
import { readSeal, requireOpen, type Look, type NamedTestRanges } from './seal.js'

type SealContext = Pick<WorkspaceContext, 'workspace' | 'clock'>

/** A set of a classifier that is to be scored. */
export interface SetLook {
  readonly look: LookKind
  readonly name: string
  readonly description: ClassifierDescription
  readonly set: SetType
  /** Names; empty: all bases of the classifier. */
  readonly bases: readonly string[]
  readonly openTestSet: boolean
}

/** Lets the scores of a classifier's set pass, as far as there are candles of it. Throws as `requireOpen` does. */
export async function requireOpenSet(wanted: SetLook, candles: CandleStore, context: SealContext): Promise<void> {
  const { look, name, description, openTestSet } = wanted
  const ranges = (await storedRanges(wanted, candles)).flatMap(({ own }) => own)
  const subject = `classifier ${name}`
  await requireOpen({ look, subject, ranges, openTestSet, named: [testRangesOf(name, description)] }, context)
}

/** Whether minutes of a classifier's set are sealed that nobody has opened. This is no look at them. */
export async function isSetClosed(
  wanted: Omit<SetLook, 'look' | 'openTestSet'>,
  candles: CandleStore,
  context: SealContext,
): Promise<boolean> {
  const stored = await storedRanges(wanted, candles)
  const named = [testRangesOf(wanted.name, wanted.description)]
  const { closed } = await readSeal(
    context,
    stored.map(({ market }) => market),
    named,
  )
  return stored.some(({ own }) => intersectMarketRanges(own, closed).length > 0)
}

/** The minutes of a set that there are candles of, by market. */
async function storedRanges(
  { description, set, bases: names }: Pick<SetLook, 'description' | 'set' | 'bases'>,
  candles: CandleStore,
): Promise<{ readonly market: Market; readonly own: readonly MarketRange[] }[]> {
  const bases = description.bases.filter((base) => names.length === 0 || names.includes(base.name))
  return Promise.all(
    bases.map(async ({ market }) => {
      const stored = await candles.range(market)
      const found = stored ? description.sets[set].flatMap((range) => intersect(range, stored) ?? []) : []
      return { market, own: marketRangesOf([marketPath(market)], found) }
    }),
  )
}

/** The test ranges that a classifier was made with. */
export function testRangesOf(name: string, { bases, sets }: ClassifierDescription): NamedTestRanges {
  const markets = bases.map(({ market }) => marketPath(market))
  return { source: `classifier ${name}`, ranges: marketRangesOf(markets, sets.test) }
}

/**
 * Lets a training pass whose labels read no closed minute, and seals its test ranges. Features may read any candle of the past.
 * Rows whose label reads the training's own test ranges are purged, so they do not count. Throws as `requireOpen` does.
 */
export async function requireOpenTraining(
  { bases, sets, reach }: Pick<RowPlan, 'bases' | 'sets' | 'reach'>,
  name: string,
  openTestSet: boolean,
  context: SealContext,
): Promise<void> {
  const subject = `classifier ${name}`
  const ranges = bases.flatMap(({ market }) => {
    const { interval } = calendarOf(market)
    const labels = sets.training.map(({ from, to }) => ({
      from: from - reach.labelHistory * interval,
      to: to + reach.labelHorizon * interval,
    }))
    return marketRangesOf([marketPath(market)], [...subtractRanges(labels, sets.test), ...sets.validation])
  })
  const named = [testRangesOfRequest(`the sets of a training of ${subject}`, bases, sets.test)]
  await requireOpen({ look: 'training', subject, ranges, openTestSet, named }, context)
}

/** The test ranges of a request for its bases. */
export function testRangesOfRequest(
  source: string,
  bases: readonly Pick<Base, 'market'>[],
  test: readonly TimeRange[],
): NamedTestRanges {
  return {
    source,
    ranges: marketRangesOf(
      bases.map(({ market }) => marketPath(market)),
      test,
    ),
  }
}

/**
 * Lets series of a file pass. They are looks at the bases that the workspace has candles of; of other names nobody knows the market.
 * Throws as `requireOpen` does.
 */
export async function requireOpenSeries(
  series: readonly Pick<ScoredSeries, 'base' | 'time' | 'ranges'>[],
  look: Omit<Look, 'ranges'>,
  context: SealContext,
): Promise<void> {
  const { config, dataFolder } = context.workspace
  const stored = new Set((await openCandleStore(dataFolder).markets()).map(marketPath))
  const ranges = series.flatMap(({ base, time, ranges: runs }) => {
    const market = marketPath(marketOfBase(config, base))
    const spans = runs.map(({ from, to }) => ({ from: time[from] ?? 0, to: (time[to - 1] ?? 0) + MINUTE }))
    return stored.has(market) ? marketRangesOf([market], spans) : []
  })
  await requireOpen({ ...look, ranges }, context)
}
