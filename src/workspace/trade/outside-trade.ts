import type { Book } from '../../bookkeeping/book.js'
import type { RunMode } from '../../bookkeeping/records.js'
import { UserError } from '../../core/errors.js'
import { isoMinute, MINUTE } from '../../core/time.js'
import type { MinuteReport } from '../../trading/trade-options.js'
import { marketOfBase } from '../../config/markets.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { withWriterLock } from '../../store/files/writer-lock.js'
import { createBlackListChecker } from '../data/black-list-checker.js'
import type { Io } from '../../cli/io.js'
import { progressBars } from '../../cli/progress-bars.js'
import { blacklistFilter } from './blacklist-filter.js'
import { classifierScore } from './classifier-score.js'
import { inSampleSets } from './replay-range.js'
import { runTrade } from './run-trade.js'
import { runIdOf, thresholdsOf, type TradeCommand, type TradeCommandResult } from './trade-command.js'
import type { OutsideVenue } from './venues.js'
import { minVolumeFilter } from './min-volume-filter.js'
import { reportWatchList, tradingCalendar, watchList, type WatchList } from './watch-list.js'

/** Trading on an exchange outside this process, simulated or real; one process at a time for each book. */
export async function tradeOutside(command: TradeCommand, venue: OutsideVenue): Promise<TradeCommandResult> {
  try {
    return await withWriterLock(`${command.book.file}.lock`, `the book ${command.book.file}`, () =>
      trade(command, venue),
    )
  } finally {
    await venue.exchange.close()
  }
}

async function trade(command: TradeCommand, outside: OutsideVenue): Promise<TradeCommandResult> {
  const { io, options, workspace, classifier, book } = command
  const venue = { ...outside, account: continuedAccount(book, outside) }
  if (options.release) release(book, venue.account, io.clock.now())
  const { config } = workspace
  const { description } = classifier
  const watched = await watchedAt(venue, command)
  const { bases, byVolume, unscored } = watched
  reportWatchList(io, watched)
  const names = bases.map(({ name }) => name).filter((name) => !unscored.includes(name))
  const scored = await classifierScore(options.classifier, classifier, names, workspace.directory)
  const judge = createBlackListChecker(openCandleStore(workspace.dataFolder))
  const until = options.to ?? venue.range?.to
  const start = venue.clock.now()
  const minutes = until === undefined ? undefined : Math.max(0, Math.ceil((until - start) / MINUTE))
  const task = minutes === undefined ? undefined : progressBars(io).start('trade', minutes, 'minutes')
  const onMinute = (report: MinuteReport): void => {
    task?.update(Math.round((report.minute - start) / MINUTE) + 1, `${report.equity.toFixed(2)} ${config.quote}`)
    if (!task) io.err(minuteLine(report, config.quote))
  }
  try {
    tellChanged(io, scored.changed, venue.mode)
    const report = await runTrade(
      {
        ...scored,
        book,
        runId: runIdOf(command, venue.mode),
        bases,
        calendar: tradingCalendar(config, watched),
        config,
        thresholds: thresholdsOf(command),
        buyBlockedReason: blacklistFilter(config, judge),
        unwatchedReason: minVolumeFilter(config, judge, byVolume),
        byVolume,
        candleDelay: venue.settle,
        signal: io.signal,
        machineClock: io.clock,
        onMinute,
        ...(until === undefined ? {} : { until }),
      },
      venue,
    )
    return { report, seen: venue.range ? inSampleSets(report, description.sets) : [] }
  } finally {
    task?.end()
    await scored.close()
  }
}

async function watchedAt({ exchange, account }: OutsideVenue, command: TradeCommand): Promise<WatchList> {
  const { options, workspace, classifier, book } = command
  const { config } = workspace
  const rules = await exchange.fetchMarketRules()
  return watchList({
    config,
    asked: options.base,
    trained: classifier.description.bases.map(({ name }) => name),
    positions: book.positions(account),
    isTradable: (name) => rules.has(marketOfBase(config, name).symbol),
  })
}

/** Scores of changed features are not the ones that were assessed: no real money is traded on them. */
function tellChanged(io: Io, changed: string | undefined, mode: RunMode): void {
  if (changed === undefined) return
  if (mode === 'live') throw new UserError(`${changed}. Nothing was traded`)
  io.err(`${changed}\n`)
}

/** Takes a pulled kill switch and a pause back. */
function release(book: Book, account: string, time: number): void {
  const { killed, paused } = book.accountState(account)
  const source = 'command line'
  if (killed) book.recordCommand({ account, time, command: 'release', source })
  if (paused) book.recordCommand({ account, time, command: 'resume', source })
}

/**
 * The account in the book. A simulated exchange that was started again stands before what the book has: its account is a
 * new one, with a number behind its name.
 */
function continuedAccount(book: Book, { account, mode, clock }: OutsideVenue): string {
  if (mode === 'live') return account
  const now = clock.now()
  for (let number = 1; ; number++) {
    const name = number === 1 ? account : `${account}#${number}`
    if ((book.lastMinute(name) ?? 0) <= now) return name
  }
}

/** What a watcher of a run without an end sees: minutes in which something happened. */
function minuteLine({ minute, equity, decisions, skipped }: MinuteReport, quote: string): string {
  const acts = decisions
    .filter((one) => one.act !== 'none')
    .map(({ base, act, reason }) => `${act} ${base} (${reason})`)
  const text = skipped === undefined ? acts.join(', ') : `skipped: ${skipped}`
  return text === '' ? '' : `${isoMinute(minute)}  ${equity.toFixed(2)} ${quote}  ${text}\n`
}
