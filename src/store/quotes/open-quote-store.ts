import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gridOver, rowAt, timeAt } from '../../core/grid.js'
import { calendarOf, marketPath, type Market } from '../../core/market.js'
import { QUOTE_COLUMNS, allocateQuotes, frameToQuotes, quotesToFrame, type MinuteQuote, type Quotes } from './quotes.js'
import { RequestError } from '../../core/request-error.js'
import { intersect, isoMinute, monthsOf, type TimeRange } from '../../core/time.js'
import { readFrameFile, stageFrameFile, withFrameFile } from '../arrow/frame-file.js'
import { listMarketsIn } from '../candles/candle-folders.js'
import { fileIdentity } from '../files/damaged-file.js'
import { appendToLineLog } from '../files/line-log.js'
import { listMarketFolder, monthFileOf, removeStagedFiles } from '../files/market-folder.js'
import { listNames, pathExists } from '../files/paths.js'
import { syncFolder, type StagedFile } from '../files/staged-file.js'
import { isLockName, withWriterLock } from '../files/writer-lock.js'
import { mergeQuotes, type MergedQuotes } from './merge-quotes.js'
import { formatQuoteLine, parseQuoteLines, quoteTailIn, readQuoteLog } from './quote-tail.js'
import type { QuoteMergeOptions, QuoteMergeReport, QuoteStore } from './quote-store.js'

/** Lines of a tail above which it is moved into the months. */
const MAX_TAIL_LINES = 1440

/** Opens the quotes of a data folder. Nothing is read or created before a method is called. */
export function openQuoteStore(dataFolder: string): QuoteStore {
  const root = join(dataFolder, 'quotes')
  const folderOf = (market: Market): string => join(root, ...marketPath(market).split('/'))
  const write = <T>(market: Market, work: (folder: string) => Promise<T>): Promise<T> =>
    withWriterLock(folderOf(market), `quotes of ${marketPath(market)}`, () => work(folderOf(market)))
  return {
    markets: () =>
      listMarketsIn(root, async (folder) => {
        const { months, damaged } = await listMarketFolder(folder)
        return months.length + damaged.length > 0 || (await pathExists(quoteTailIn(folder)))
      }),
    range: (market) => readQuoteRange(folderOf(market), market),
    read: (market, range) => readQuotes(folderOf(market), market, range),
    identities: (market) => listIdentities(folderOf(market)),
    damaged: async (market) => (await listMarketFolder(folderOf(market))).damaged.map(({ file }) => file),
    merge: (market, quotes, options = {}) =>
      options.dryRun
        ? mergeMonths(folderOf(market), market, quotes, options)
        : write(market, async (folder) => {
            await foldTail(folder, market)
            return mergeMonths(folder, market, quotes, options)
          }),
    append: (market, quote) => write(market, (folder) => appendQuote(folder, market, quote)),
    remove: async (market) => {
      if (!(await pathExists(folderOf(market)))) return
      await write(market, async (folder) => {
        for (const name of (await listNames(folder)).filter((one) => !isLockName(one)))
          await rm(join(folder, name), { force: true })
      })
    },
  }
}

async function listIdentities(folder: string): Promise<string[]> {
  const files = (await listNames(folder))
    .filter((name) => /\.(?:arrow|log)$/.test(name))
    .map((name) => join(folder, name))
  return Promise.all(files.map(async (file) => `${file} ${fileIdentity(await stat(file))}`))
}

async function readTail(folder: string, market: Market): Promise<Quotes | undefined> {
  return parseQuoteLines((await readQuoteLog(folder)).lines, calendarOf(market))
}

async function readQuoteRange(folder: string, market: Market): Promise<TimeRange | undefined> {
  const tail = await readTail(folder, market)
  const ranges: TimeRange[] = tail ? [{ from: timeAt(tail.grid, 0), to: timeAt(tail.grid, tail.grid.rows) }] : []
  const { months } = await listMarketFolder(folder)
  const calendar = calendarOf(market)
  for (const one of [months[0], months.at(-1)]) {
    if (!one) continue
    const { first, rows } = await withFrameFile(one.file, ({ header }) => Promise.resolve(header))
    ranges.push({ from: calendar.timeAt(first), to: calendar.timeAt(first + rows) })
  }
  if (ranges.length === 0) return undefined
  return { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) }
}

/** The tail is read first: one that is folded meanwhile lies over its own quotes without effect. */
async function readQuotes(folder: string, market: Market, range?: TimeRange): Promise<Quotes | undefined> {
  const tail = await readTail(folder, market)
  const stored = await readQuoteRange(folder, market)
  const part = stored && intersect(range ?? stored, stored)
  const grid = part && gridOver(calendarOf(market), part)
  if (!grid || grid.rows === 0) return undefined
  const quotes = allocateQuotes(grid)
  for (const { month, file } of (await listMarketFolder(folder)).months) {
    if (intersect(month, part)) copyInto(quotes, await readMonth(file, market))
  }
  if (tail) copyInto(quotes, tail)
  return quotes
}

function copyInto(target: Quotes, source: Quotes): void {
  const shift = source.grid.first - target.grid.first
  for (let row = Math.max(0, -shift); row < Math.min(source.grid.rows, target.grid.rows - shift); row++) {
    if (Number.isNaN(source.bid[row] ?? Number.NaN)) continue
    for (const name of QUOTE_COLUMNS) target[name][row + shift] = source[name][row] ?? Number.NaN
  }
}

async function readMonth(file: string, market: Market): Promise<Quotes> {
  return frameToQuotes((await readFrameFile(file, calendarOf(market), QUOTE_COLUMNS)).frame)
}

async function appendQuote(folder: string, market: Market, quote: MinuteQuote): Promise<void> {
  let log = await readQuoteLog(folder)
  if (log.lines.length >= MAX_TAIL_LINES) {
    await foldTail(folder, market)
    log = { lines: [], validBytes: 0 }
  }
  await appendToLineLog(quoteTailIn(folder), [formatQuoteLine(quote)], log.validBytes)
}

/** Moves the tail into the months. A stop before it is removed leaves it over its own quotes. */
async function foldTail(folder: string, market: Market): Promise<void> {
  const tail = await readTail(folder, market)
  if (tail) await mergeMonths(folder, market, tail, { conflict: 'new' })
  if (!(await pathExists(quoteTailIn(folder)))) return
  await rm(quoteTailIn(folder))
  await syncFolder(folder)
}

/** All months are computed before the first is written, then staged, and only then put in place. */
async function mergeMonths(
  folder: string,
  market: Market,
  quotes: Quotes,
  { conflict = 'refuse', dryRun = false }: QuoteMergeOptions,
): Promise<QuoteMergeReport> {
  const { grid } = quotes
  const plans: { readonly file: string; readonly merged: MergedQuotes }[] = []
  const tail = dryRun ? await readTail(folder, market) : undefined
  for (const month of monthsOf({ from: timeAt(grid, 0), to: timeAt(grid, grid.rows) })) {
    const file = monthFileOf(folder, month.from)
    const inFile = (await pathExists(file)) ? await readMonth(file, market) : undefined
    const late = tail && partIn(tail, month)
    const stored = late ? mergeQuotes(inFile, late, 'new').quotes : inFile
    plans.push({ file, merged: mergeQuotes(stored, partIn(quotes, month) ?? sliceQuotes(quotes, 0, 0), conflict) })
  }
  if (conflict === 'refuse')
    refuseConflicts(
      market,
      plans.map(({ merged }) => merged),
    )
  if (!dryRun) await writeMonths(folder, market, plans)
  const sum = (of: (merged: MergedQuotes) => number): number =>
    plans.reduce((total, { merged }) => total + of(merged), 0)
  return {
    added: sum(({ added }) => added),
    changed: sum(({ changed }) => changed),
    unchanged: sum(({ unchanged }) => unchanged),
    conflicting: sum(({ conflicting }) => conflicting),
  }
}

function refuseConflicts(market: Market, all: readonly MergedQuotes[]): void {
  const count = all.reduce((sum, { conflicting }) => sum + conflicting, 0)
  const first = all.find(({ firstConflict }) => firstConflict !== undefined)?.firstConflict
  if (first === undefined) return
  throw new RequestError(
    `quotes of ${marketPath(market)} differ from what is stored in ${count === 1 ? '1 minute' : `${count} minutes`}, the first ${isoMinute(first)}; choose who wins with {conflict} stored or {conflict} new`,
  )
}

async function writeMonths(
  folder: string,
  market: Market,
  plans: readonly { readonly file: string; readonly merged: MergedQuotes }[],
): Promise<void> {
  await removeStagedFiles(folder)
  const staged: StagedFile[] = []
  try {
    for (const { file, merged } of plans) {
      if (merged.quotes && merged.added + merged.changed > 0)
        staged.push(await stageFrameFile(file, quotesToFrame(merged.quotes), { market: marketPath(market) }))
    }
    for (const one of staged) await one.commit()
  } finally {
    await Promise.all(staged.map((one) => one.discard()))
  }
}

/** The quotes of minutes in `month`; undefined where there are none. */
function partIn(quotes: Quotes, month: TimeRange): Quotes | undefined {
  const from = Math.max(0, rowAt(quotes.grid, month.from))
  const to = Math.min(quotes.grid.rows, rowAt(quotes.grid, month.to))
  return from < to ? sliceQuotes(quotes, from, to) : undefined
}

function sliceQuotes(quotes: Quotes, from: number, to: number): Quotes {
  const { grid, bid, ask, bidSize, askSize } = quotes
  return {
    grid: { ...grid, first: grid.first + from, rows: to - from },
    bid: bid.subarray(from, to),
    ask: ask.subarray(from, to),
    bidSize: bidSize.subarray(from, to),
    askSize: askSize.subarray(from, to),
  }
}
