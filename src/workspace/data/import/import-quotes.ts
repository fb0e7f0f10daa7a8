import { resolve } from 'node:path'
import type { z } from 'zod'
import { rangeOf } from '../../../core/grid.js'
import { marketPath, type Market } from '../../../core/market.js'
import { hasQuote, type Quotes } from '../../../store/quotes/quotes.js'
import { RequestError } from '../../../core/request-error.js'
import { openCandleStore } from '../../../store/candles/open-candle-store.js'
import { openQuoteStore } from '../../../store/quotes/open-quote-store.js'
import type { QuoteMergeReport, QuoteStore } from '../../../store/quotes/quote-store.js'
import type { WorkspaceContext } from '../../context.js'
import { readQuoteFile, type QuoteSource } from '../../files/read-quote-file.js'
import { assumedOfMarket, marketOfFile } from './market-of-file.js'
import type { importDataSchema } from './request.js'
import type { QuoteImport } from './result.js'

type ParsedRequest = z.output<typeof importDataSchema>

/** Quotes of one market, of all files that have some. */
interface MarketQuotes {
  readonly market: Market
  readonly sources: readonly QuoteSource[]
}

/** Quotes that were read and checked against what is stored. */
export interface PreparedQuotes {
  store(): Promise<QuoteImport[]>
}

/** Reads the files of quotes and checks them; nothing is stored yet. Undefined where there are none. Throws UserError naming what is wrong. */
export async function prepareQuotes(
  request: ParsedRequest,
  context: WorkspaceContext,
): Promise<PreparedQuotes | undefined> {
  if (request.files.length === 0) return undefined
  if (request.columns)
    throw new RequestError('{columns} names columns of candles; quotes have timestamp, bid, ask, bid_size and ask_size')
  const markets = byMarket(request, context, await readFiles(request, context))
  const store = openQuoteStore(context.workspace.dataFolder)
  const { conflict } = request
  for (const { market, sources } of markets)
    for (const { quotes } of sources) await store.merge(market, quotes, { conflict, dryRun: true })
  return {
    store: async () => {
      const done: QuoteImport[] = []
      for (const one of markets) done.push(await storeQuotes(store, one, request, context))
      return done
    },
  }
}

async function readFiles(
  { files, timeFormat, utcOffset, maxUnpacked }: ParsedRequest,
  { workspace, progress, signal }: WorkspaceContext,
): Promise<QuoteSource[]> {
  const task = progress.start('reading quotes', files.length, 'files')
  const sources: QuoteSource[] = []
  for (const [index, file] of files.entries()) {
    const reading = { layout: { timeFormat, utcOffset }, limits: { unpackedMegabytes: maxUnpacked }, signal }
    sources.push(...(await readQuoteFile(resolve(workspace.directory, file), reading)))
    task.update(index + 1)
  }
  task.end()
  return sources
}

function byMarket(
  request: ParsedRequest,
  { workspace }: WorkspaceContext,
  sources: readonly QuoteSource[],
): MarketQuotes[] {
  const pairs = new Set(sources.map(({ named }) => named?.pair))
  if ((request.base ?? request.symbol) && pairs.size > 1) {
    throw new RequestError(
      `the quotes are of several pairs (${[...pairs].map((pair) => pair ?? 'unnamed').join(', ')}): import each by itself with {base} or {symbol}`,
    )
  }
  const groups = new Map<string, { market: Market; sources: QuoteSource[] }>()
  for (const source of sources) {
    const market = marketOfFile(workspace.config, request, source.named, source.label)
    const group = groups.get(marketPath(market)) ?? { market, sources: [] }
    group.sources.push(source)
    groups.set(marketPath(market), group)
  }
  return [...groups.values()]
}

async function storeQuotes(
  store: QuoteStore,
  { market, sources }: MarketQuotes,
  request: ParsedRequest,
  { workspace }: WorkspaceContext,
): Promise<QuoteImport> {
  const reports: QuoteMergeReport[] = []
  for (const { quotes } of sources) reports.push(await store.merge(market, quotes, { conflict: request.conflict }))
  const sum = (of: (report: QuoteMergeReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0)
  const ranges = sources.map(({ quotes }) => rangeOf(quotes.grid))
  return {
    market,
    files: sources.map(({ label, rows, remarks }) => ({ file: label, rows, remarks })),
    remarks: [
      ...new Set(sources.flatMap(({ named }) => assumedOfMarket(workspace.config, request, named))),
      ...((await openCandleStore(workspace.dataFolder).range(market))
        ? []
        : ['there are no candles of this market: quotes alone are used nowhere']),
    ],
    range: { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) },
    added: sum(({ added }) => added),
    changed: sum(({ changed }) => changed),
    unchanged: sum(({ unchanged }) => unchanged),
    kept: request.conflict === 'stored' ? sum(({ conflicting }) => conflicting) : 0,
    missing: sources.reduce((total, { quotes }) => total + countHoles(quotes), 0),
  }
}

function countHoles(quotes: Quotes): number {
  let holes = 0
  for (let row = 0; row < quotes.grid.rows; row++) if (!hasQuote(quotes, row)) holes++
  return holes
}
