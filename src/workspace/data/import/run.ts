import { basename, resolve } from 'node:path'
import type { z } from 'zod'
import { parseRequest } from '../../../config/resolve-request.js'
import type { Candles } from '../../../core/candles.js'
import { CancelledError } from '../../../core/errors.js'
import { uint8ColumnOf } from '../../../core/frame.js'
import { rangeOf } from '../../../core/grid.js'
import { marketPath, type Market } from '../../../core/market.js'
import { RequestError } from '../../../core/request-error.js'
import type { TimeRange } from '../../../core/time.js'
import { findGaps } from '../../../ohlcv/gaps.js'
import { isQuoteFileName } from '../../../ohlcv/import/quote-reader.js'
import { combineFiles } from '../../../ohlcv/import/order-candles.js'
import { LimitError } from '../../../core/limit-error.js'
import { machineCapacity } from '../../../runtime/machine-capacity.js'
import { runInParallel } from '../../../runtime/run-in-parallel.js'
import type { WorkerPool } from '../../../runtime/worker-pool.js'
import type { CandleStore, MergeReport } from '../../../store/candles/candle-store.js'
import { openCandleStore } from '../../../store/candles/open-candle-store.js'
import type { WorkspaceContext } from '../../context.js'
import type { CandleSource } from '../../files/candle-source.js'
import { openForeignReader } from '../../files/foreign-reader.js'
import { readCandleFile } from '../../files/read-candle-file.js'
import { MAX_READERS, withTextThreads } from '../../files/text/text-threads.js'
import { prepareQuotes } from './import-quotes.js'
import { assumedOfMarket, marketOfFile } from './market-of-file.js'
import { importDataSchema, type ImportDataRequest } from './request.js'
import type { ImportedData, MarketImport } from './result.js'

type ParsedRequest = z.output<typeof importDataSchema>

/** Candles of one market, of all files that have some. */
interface MarketPieces {
  readonly market: Market
  readonly sources: readonly CandleSource[]
  readonly pieces: readonly Candles[]
}

/**
 * Stores candles and quotes from files. Every file is parsed, and every piece checked against what is stored, before the first candle is
 * written: an error in any file leaves the store as it was. Throws CandleConflictError where stored candles differ and the
 * request does not say which win.
 */
export async function importData(request: ImportDataRequest, context: WorkspaceContext): Promise<ImportedData> {
  const all = parseRequest(importDataSchema, request)
  const isQuoteFile = (file: string): boolean =>
    all.content === undefined ? isQuoteFileName(basename(file)) : all.content === 'quotes'
  const parsed = { ...all, files: all.files.filter((file) => !isQuoteFile(file)) }
  const quotes = await prepareQuotes({ ...all, files: all.files.filter(isQuoteFile) }, context)
  const markets = piecesByMarket(parsed, context, await readFiles(parsed, context))
  const store = openCandleStore(context.workspace.dataFolder)
  // The store computes all months of a market before it writes the first; of several markets, all are tried before.
  if (markets.length > 1 || quotes) await mergeAll(store, markets, parsed, context, true)
  const reports = await mergeAll(store, markets, parsed, context, false)
  return {
    quotes: quotes ? await quotes.store() : [],
    markets: await Promise.all(
      markets.flatMap((part, index) => {
        const report = reports[index]
        return report ? [describeImport(store, part, report, parsed, context)] : []
      }),
    ),
  }
}

/** Fewer files are read before threads have started. */
const MIN_FILES_FOR_THREADS = 4

/** Reads files side by side. Where several have an error, it is that of the first of them. */
function readFiles(request: ParsedRequest, context: WorkspaceContext): Promise<CandleSource[]> {
  if (request.files.length < MIN_FILES_FOR_THREADS) return readBy(undefined, request, context)
  return withTextThreads((threads) => readBy(threads, request, context))
}

async function readBy(
  threads: WorkerPool | undefined,
  { files, columns, timeFormat, utcOffset, maxSeconds, maxMemory, maxUnpacked }: ParsedRequest,
  { workspace, progress, signal }: WorkspaceContext,
): Promise<CandleSource[]> {
  const layout = { columns, timeFormat, utcOffset }
  const limits = { seconds: maxSeconds, megabytes: maxMemory, unpackedMegabytes: maxUnpacked }
  const count = Math.min(files.length, machineCapacity().cores, MAX_READERS)
  const readers = Array.from({ length: count }, openForeignReader)
  const task = progress.start('reading', files.length, 'files')
  const outcomes: PromiseSettledResult<CandleSource[]>[] = []
  let done = 0
  try {
    const idle = [...readers]
    await runInParallel([...files.entries()], count, async ([index, file]) => {
      if (signal.aborted) throw new CancelledError('nothing was imported')
      const reader = idle.pop() ?? openForeignReader()
      const path = resolve(workspace.directory, file)
      const [outcome] = await Promise.allSettled([readCandleFile(path, { reader, threads, layout, limits, signal })])
      outcomes[index] = outcome
      idle.push(reader)
      task.update(++done)
      return outcome.status === 'fulfilled'
    })
  } finally {
    await Promise.all(readers.map((reader) => reader.close()))
  }
  task.end()
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : withHint(outcome.reason)))
}

/** A limit may be too low for a file that is as it should be. */
function withHint(error: unknown): never {
  if (!(error instanceof LimitError)) throw error
  throw new RequestError(
    `${error.message}; if it is as it should be, allow more with {maxSeconds}, {maxMemory} or {maxUnpacked}`,
  )
}

function piecesByMarket(
  request: ParsedRequest,
  { workspace }: WorkspaceContext,
  sources: readonly CandleSource[],
): MarketPieces[] {
  const pairs = new Set(sources.map(({ named }) => named?.pair))
  if ((request.base ?? request.symbol) && pairs.size > 1) {
    throw new RequestError(
      `the files are of several pairs (${[...pairs].map((pair) => pair ?? 'unnamed').join(', ')}): import each by itself with {base} or {symbol}`,
    )
  }
  const groups = new Map<string, { market: Market; sources: CandleSource[] }>()
  for (const source of sources) {
    const market = marketOfFile(workspace.config, request, source.named, source.ordered.label)
    const group = groups.get(marketPath(market)) ?? { market, sources: [] }
    group.sources.push(source)
    groups.set(marketPath(market), group)
  }
  return [...groups.values()].map(({ market, sources }) => ({
    market,
    sources,
    pieces: combineFiles(
      sources.map(({ ordered }) => ordered),
      request.conflict,
    ),
  }))
}

async function mergeAll(
  store: CandleStore,
  markets: readonly MarketPieces[],
  { conflict }: ParsedRequest,
  { signal, progress }: WorkspaceContext,
  dryRun: boolean,
): Promise<MergeReport[]> {
  const reports: MergeReport[] = []
  for (const { market, pieces } of markets) {
    reports.push(await store.merge(market, pieces, { conflict, signal, progress, dryRun }))
  }
  return reports
}

async function describeImport(
  store: CandleStore,
  { market, sources, pieces }: MarketPieces,
  report: MergeReport,
  request: ParsedRequest,
  { workspace }: WorkspaceContext,
): Promise<MarketImport> {
  const range = spanOf(pieces)
  const frame = await store.readColumns(market, ['filled'], range)
  const gaps = findGaps({ grid: frame.grid, filled: uint8ColumnOf(frame, 'filled') }, workspace.config.gaps)
  return {
    market,
    remarks: [...new Set(sources.flatMap(({ named }) => assumedOfMarket(workspace.config, request, named)))],
    files: sources.map(({ ordered: { label, rows, duplicates, disordered, remarks } }) => ({
      file: label,
      rows,
      duplicates,
      disordered,
      remarks,
    })),
    range,
    added: report.added,
    changed: report.changed,
    unchanged: report.unchanged,
    kept: request.conflict === 'stored' ? report.conflicting : 0,
    missing: gaps.reduce((total, gap) => total + gap.minutes, 0),
    outages: gaps.filter((gap) => gap.outage),
    notImported: gaps.filter((gap) => gap.notImported),
  }
}

/** From the first to the end of the last of some pieces. */
function spanOf(pieces: readonly Candles[]): TimeRange {
  const ranges = pieces.map(({ grid }) => rangeOf(grid))
  return { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) }
}
