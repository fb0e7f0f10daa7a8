import { basename } from 'node:path'
import { chooseBases, type Base } from '../../config/markets.js'
import { sliceCandles, type Candles } from '../../core/candles.js'
import { gridAfterHistory } from '../../definitions/definition.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import { RequestError } from '../../core/request-error.js'
import { SIMULATED_EXCHANGE } from '../../ohlcv/simulate-candles.js'
import { UserError } from '../../core/errors.js'
import type { Frame } from '../../core/frame.js'
import { rangeOf, rowAt } from '../../core/grid.js'
import { intersect, isoMinute, type TimeRange } from '../../core/time.js'
import type { BaseExtent } from '../../datasets/set-rows.js'
import type { CandleFileName } from '../../ohlcv/import/candle-file-name.js'
import type { DerivedRequest } from '../../store/derived/derived-store.js'
import { readFileCandles, requireNeededBases, type FileCandles } from '../files/file-candles.js'
import { neededRange, type CandleReach } from '../rows/base-rows.js'
import type { DataSources } from '../rows/data-sources.js'
import { findLongGaps, joinNeeds, readLongGaps, type RowReaders } from '../rows/long-gaps.js'
import type { ParsedReportRequest } from './request.js'

/** One base with candles, and what a definition makes of them. */
export interface ReportBase {
  readonly base: string
  readonly simulated: boolean
  readonly candles: Candles
  readonly extent: BaseExtent
  /** The definition's frame over these candles, from the store where they are stored. */
  frame(source: Omit<DerivedRequest, 'market'>): Promise<Frame>
}

/** What is to be read of each base. */
export interface CandleNeed {
  /** Of the definitions that are reported on, the longest. */
  readonly reach: Omit<CandleReach, 'definition'>
  readonly definitions: RowReaders
  /** The rows lie in these. */
  readonly ranges: readonly TimeRange[]
}

/**
 * The bases, each read when it is called for, so that only one has to be in memory: that of the files of candles, else the
 * chosen ones of the store. Throws RequestError where both are named, UserError where there is none; reading one throws where
 * it has no candles in the ranges.
 */
export async function openReportBases(
  { bases: names = [], candles: files = [] }: ParsedReportRequest,
  directory: string,
  sources: DataSources,
  need: CandleNeed,
): Promise<readonly (() => Promise<ReportBase>)[]> {
  const { config, candles } = sources
  if (files.length > 0) {
    if (names.length > 0) throw new RequestError('{bases} and {candles} exclude each other; leave one of them out')
    const read = await readFileCandles(files, directory)
    return [() => Promise.resolve(baseOfFile(read, config, need))]
  }
  const bases = chooseBases(
    config,
    await candles.markets(),
    names.map((name) => name.toLowerCase()),
  )
  if (bases.length === 0) throw new UserError('no candles are stored; import some with', { remedy: 'data.import' })
  return bases.map((base) => () => baseOfStore(sources, base, need))
}

async function baseOfStore(
  { config, candles, derived, progress, signal }: DataSources,
  base: Base,
  { reach, definitions, ranges }: CandleNeed,
): Promise<ReportBase> {
  const { market, name } = base
  const range = await neededRange({ candles }, base, { definition: joinNeeds(definitions), ...reach }, ranges)
  const read = await candles.read(market, range)
  return {
    base: name,
    simulated: market.exchange === SIMULATED_EXCHANGE,
    candles: read,
    extent: { candles: read.grid, ...(await readLongGaps({ candles, config }, base, range, definitions)) },
    frame: async (source) => {
      gridAfterHistory(source.definition.id, source.definition.history, read)
      return derived.frame({ ...source, market, range, progress, signal })
    },
  }
}

function baseOfFile(
  { file, named, candles: all }: FileCandles,
  config: WorkspaceConfig,
  { reach, definitions, ranges }: CandleNeed,
): ReportBase {
  const candles = cutToReach(all, reach, ranges, file)
  return {
    base: named ? baseNamed(named, config.quote) : basename(file),
    simulated: false,
    candles,
    extent: { candles: candles.grid, ...findLongGaps(candles, config, definitions) },
    frame: (source) => Promise.resolve(computeFrame(source, candles)),
  }
}

function baseNamed({ base, symbol, pair }: CandleFileName, quote: string): string {
  const coin = pair.endsWith(quote) ? pair.slice(0, -quote.length) : pair
  return (base ?? symbol?.split('/')[0] ?? coin).toLowerCase()
}

/** The candles that rows in the ranges read. */
function cutToReach(candles: Candles, reach: CandleNeed['reach'], ranges: readonly TimeRange[], file: string): Candles {
  const { grid } = candles
  const from = Math.min(...ranges.map((range) => range.from))
  const to = Math.max(...ranges.map((range) => range.to))
  const whole = rangeOf(grid)
  if (!intersect({ from, to }, whole)) {
    throw new RequestError(
      `${file} has no candles in the sets' ranges; there are some from ${isoMinute(whole.from)} to ${isoMinute(whole.to)}. Change {from} and {to}, or the sets`,
    )
  }
  const first = Math.max(0, rowAt(grid, Math.max(from, whole.from)) - reach.history)
  const end = Math.min(grid.rows, rowAt(grid, Math.min(to, whole.to)) + reach.horizon)
  return sliceCandles(candles, first, end - first)
}

function computeFrame({ definition }: Omit<DerivedRequest, 'market'>, candles: Candles): Frame {
  gridAfterHistory(definition.id, definition.history, candles)
  requireNeededBases(definition, candles)
  return definition.compute(candles)
}
