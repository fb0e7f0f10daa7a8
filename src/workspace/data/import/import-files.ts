import type { WorkspaceConfig } from '../../../config/schema.js'
import type { Candles } from '../../../core/candles.js'
import { CancelledError, UserError } from '../../../core/errors.js'
import { uint8ColumnOf } from '../../../core/frame.js'
import { rangeOf } from '../../../core/grid.js'
import { marketPath, type Market } from '../../../core/market.js'
import type { Progress } from '../../../core/progress.js'
import type { TimeRange } from '../../../core/time.js'
import { gapMap, type Gap } from '../../../ohlcv/gaps.js'
import type { FileLayout } from '../../../ohlcv/import/file-layout.js'
import { combineFiles } from '../../../ohlcv/import/combine-files.js'
import { openCandleStore } from '../../../store/candles/open-candle-store.js'
import type { ConflictRule } from '../../../store/candles/merge-candles.js'
import type { CandleStore, MergeReport } from '../../../store/candles/candle-store.js'
import { importMarket, type MarketOverride } from './import-market.js'
import { readCandleFile, type CandleSource } from '../../files/read-candle-file.js'

export interface ImportRequest {
  readonly config: WorkspaceConfig
  readonly dataFolder: string
  readonly files: readonly string[]
  readonly override: MarketOverride
  /** What the user says about the layout of every file. */
  readonly layout: FileLayout
  readonly conflict: ConflictRule
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** What an import did to one market. */
export interface MarketImport {
  readonly market: Market
  readonly files: readonly ImportedFile[]
  readonly range: TimeRange
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Minutes that differ from the stored ones, which were kept because the user said so. */
  readonly kept: number
  /** Minutes between the first and the last imported candle that no source has. */
  readonly missing: number
  /** Those of them that are outages. */
  readonly outages: readonly Gap[]
}

export interface ImportedFile {
  readonly file: string
  readonly rows: number
  readonly duplicates: number
  readonly disordered: number
}

interface MarketPieces {
  readonly market: Market
  readonly sources: readonly CandleSource[]
  readonly pieces: readonly Candles[]
}

/**
 * Parses every file before the first candle is stored, and checks every piece against what is stored before the first is
 * written: a fault in any file leaves the store as it was.
 */
export async function importFiles(request: ImportRequest): Promise<MarketImport[]> {
  const markets = piecesByMarket(request, await readAll(request))
  const store = openCandleStore(request.dataFolder)
  const count = markets.reduce((total, { pieces }) => total + pieces.length, 0)
  if (count > 1) await mergeAll(store, markets, request, true)
  const reports = await mergeAll(store, markets, request, false)
  return Promise.all(markets.map((part, index) => reportOf(store, part, reports[index] ?? [], request)))
}

async function readAll({ files, layout, progress, signal }: ImportRequest): Promise<CandleSource[]> {
  const task = progress.start('reading', files.length, 'files')
  const sources: CandleSource[] = []
  for (const [index, file] of files.entries()) {
    if (signal.aborted) throw new CancelledError('nothing was imported')
    sources.push(...(await readCandleFile(file, layout)))
    task.update(index + 1)
  }
  task.end()
  return sources
}

function piecesByMarket(
  { config, override, conflict }: ImportRequest,
  sources: readonly CandleSource[],
): MarketPieces[] {
  const pairs = new Set(sources.map(({ named }) => named?.pair))
  if ((override.base ?? override.symbol) && pairs.size > 1) {
    throw new UserError(
      `the files are of several pairs (${[...pairs].map((pair) => pair ?? 'unnamed').join(', ')}): import each by itself with --base or --symbol`,
    )
  }
  const groups = new Map<string, { market: Market; sources: CandleSource[] }>()
  for (const source of sources) {
    const market = importMarket(config, override, source.named, source.ordered.label)
    const group = groups.get(marketPath(market)) ?? { market, sources: [] }
    group.sources.push(source)
    groups.set(marketPath(market), group)
  }
  return [...groups.values()].map(({ market, sources }) => ({
    market,
    sources,
    pieces: combineFiles(
      sources.map(({ ordered }) => ordered),
      conflict,
    ),
  }))
}

async function mergeAll(
  store: CandleStore,
  markets: readonly MarketPieces[],
  { conflict, signal }: ImportRequest,
  dryRun: boolean,
): Promise<MergeReport[][]> {
  const reports: MergeReport[][] = []
  for (const { market, pieces } of markets) {
    const done: MergeReport[] = []
    for (const piece of pieces) done.push(await store.merge(market, piece, { conflict, signal, dryRun }))
    reports.push(done)
  }
  return reports
}

async function reportOf(
  store: CandleStore,
  { market, sources, pieces }: MarketPieces,
  reports: readonly MergeReport[],
  { config, conflict }: ImportRequest,
): Promise<MarketImport> {
  const range = spanOf(pieces)
  const frame = await store.readColumns(market, ['filled'], range)
  const gaps = gapMap({ grid: frame.grid, filled: uint8ColumnOf(frame, 'filled') }, config.gaps)
  const sum = (count: (report: MergeReport) => number): number =>
    reports.reduce((total, report) => total + count(report), 0)
  return {
    market,
    files: sources.map(({ ordered: { label, rows, duplicates, disordered } }) => ({
      file: label,
      rows,
      duplicates,
      disordered,
    })),
    range,
    added: sum((report) => report.added),
    changed: sum((report) => report.changed),
    unchanged: sum((report) => report.unchanged),
    kept: conflict === 'stored' ? sum((report) => report.conflicting) : 0,
    missing: gaps.reduce((total, gap) => total + gap.minutes, 0),
    outages: gaps.filter((gap) => gap.outage),
  }
}

/** From the first to the end of the last of some pieces. */
function spanOf(pieces: readonly Candles[]): TimeRange {
  const ranges = pieces.map(({ grid }) => rangeOf(grid))
  return { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) }
}
