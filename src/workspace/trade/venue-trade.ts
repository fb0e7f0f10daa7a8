import type { Book } from '../../bookkeeping/book.js'
import { describeDifferences } from '../../bookkeeping/compare-balances.js'
import type { ControlRecord, RunMode } from '../../bookkeeping/records.js'
import { UserError } from '../../core/errors.js'
import { isoMinute, MINUTE } from '../../core/time.js'
import { unavailableReason } from '../../trading/tradable-bases.js'
import type { MinuteReport } from '../../trading/trade-options.js'
import { marketOfBase } from '../../config/markets.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { withWriterLock } from '../../store/files/writer-lock.js'
import type { WorkspaceContext } from '../context.js'
import { withAccountLock } from './account-lock.js'
import { createBlacklistChecker } from '../data/blacklist-checker.js'
import { openLiveScorer } from './live-scorer.js'
import { blacklistFilter, minVolumeFilter } from './market-filters.js'
import { findInSampleSets } from './replay-range.js'
import { resolveAccount } from './resolve-account.js'
import { runTrade, type Venue } from './run-trade.js'
import { logThresholds, resolveThresholds } from './resolve-thresholds.js'
import { createRunId, logLimits, type SessionResult, type TradeSession } from './trade-session.js'
import type { TradingVenue } from './venues.js'
import { logWatchList, calendarOfWatchList, buildWatchList, type WatchList } from './watch-list.js'

/** Trades on an exchange outside this process, simulated or real; one process at a time for each book. */
export async function tradeOnVenue(session: TradeSession, venue: TradingVenue): Promise<SessionResult> {
  try {
    return await withWriterLock(`${session.book.file}.lock`, `the book ${session.book.file}`, () =>
      withAccountLock(session, venue, () => trade(session, venue)),
    )
  } finally {
    await venue.exchange.close()
  }
}

async function trade(session: TradeSession, outside: TradingVenue): Promise<SessionResult> {
  const { settings, hooks, context, classifier, book } = session
  const { workspace, clock, log } = context
  const { config } = workspace
  const venue = { ...outside, account: resolveAccount(session, outside) }
  if (settings.release) release(book, { account: venue.account, time: clock.now(), source: hooks.source ?? 'script' })
  const watchList = await findWatchList(venue, session)
  const { bases, byVolume, unscored } = watchList
  logWatchList(watchList, log)
  const names = bases.map(({ name }) => name).filter((name) => !unscored.includes(name))
  const scorer = await openLiveScorer(settings.classifier, classifier, names, workspace.directory)
  const checker = createBlacklistChecker(openCandleStore(workspace.dataFolder))
  const until = settings.to ?? venue.range?.to
  const shown = showMinutes(context, venue.clock.now(), until)
  try {
    tellChanged(scorer.changed, venue.mode, log)
    logThresholds(session)
    logLimits(context)
    const report = await runTrade(
      {
        ...scorer,
        book,
        runId: createRunId(session, venue.mode),
        bases,
        calendar: calendarOfWatchList(config, watchList),
        config,
        thresholds: resolveThresholds(session).thresholds,
        buyBlockedReason: blacklistFilter(config, checker),
        unwatchedReason: minVolumeFilter(config, checker, byVolume),
        byVolume,
        acceptBalances: settings.acceptBalances,
        candleDelay: venue.candleDelay,
        signal: context.signal,
        machineClock: clock,
        onMinute: shown.onMinute,
        ...(until === undefined ? {} : { until }),
      },
      venue,
    )
    return { report, seen: venue.range ? findInSampleSets(report, classifier.description.sets) : [] }
  } finally {
    shown.end()
    await scorer.close()
  }
}

/** Shows a run with an end as progress, and one without an end as lines. */
function showMinutes(
  { workspace: { config }, progress, log }: WorkspaceContext,
  start: number,
  until: number | undefined,
): { readonly onMinute: (report: MinuteReport) => void; readonly end: () => void } {
  const tellDifferences = differenceLines(log)
  if (until === undefined) {
    const onMinute = (report: MinuteReport): void => {
      tellDifferences(report)
      const line = formatMinute(report, config.quote)
      if (line !== '') log(line)
    }
    return { onMinute, end: () => {} }
  }
  const task = progress.start('trade', Math.max(0, Math.ceil((until - start) / MINUTE)), 'minutes')
  return {
    onMinute: (report) => {
      tellDifferences(report)
      const { minute, equity } = report
      task.update(Math.round((minute - start) / MINUTE) + 1, `${equity.toFixed(2)} ${config.quote}`)
    },
    end: () => task.end(),
  }
}

/** Tells once when the account holds less than the book, and once when they agree again. */
function differenceLines(log: (line: string) => void): (report: MinuteReport) => void {
  let known = ''
  return ({ differences }) => {
    const text = differences.length > 0 ? `${describeDifferences(differences)}; nothing is bought` : ''
    if (text !== known) log(text === '' ? 'the account holds what the book has again' : text)
    known = text
  }
}

async function findWatchList({ exchange, account }: Venue, session: TradeSession): Promise<WatchList> {
  const { settings, context, classifier, book } = session
  const { config } = context.workspace
  const rules = await exchange.fetchMarketRules()
  const watchList = buildWatchList({
    config,
    requestedBases: settings.bases,
    trainedBases: classifier.description.bases.map(({ name }) => name),
    positions: book.positions(account),
    isTradable: (name) => unavailableReason(exchange.id, marketOfBase(config, name).symbol, rules) === undefined,
  })
  for (const { symbol } of watchList.bases) {
    const reason = unavailableReason(exchange.id, symbol, rules)
    if (reason !== undefined) context.log(`left out: ${reason}`)
  }
  return watchList
}

/** Scores of changed features are not the ones that were assessed: no real money is traded on them. */
function tellChanged(changed: string | undefined, mode: RunMode, log: (line: string) => void): void {
  if (changed === undefined) return
  if (mode === 'live') throw new UserError(`${changed}. Nothing was traded`)
  log(changed)
}

/** Takes a pulled kill switch and a pause back. */
function release(book: Book, control: Omit<ControlRecord, 'command'>): void {
  const { killed, paused } = book.accountState(control.account)
  if (killed) book.recordCommand({ ...control, command: 'release' })
  if (paused) book.recordCommand({ ...control, command: 'resume' })
}

/** What a watcher of a run without an end sees: minutes in which something happened. */
function formatMinute({ minute, equity, decisions, skipped }: MinuteReport, quote: string): string {
  const acts = decisions
    .filter((one) => one.act !== 'none')
    .map(({ base, act, reason }) => `${act} ${base} (${reason})`)
  const text = skipped === undefined ? acts.join(', ') : `skipped: ${skipped}`
  return text === '' ? '' : `${isoMinute(minute)}  ${equity.toFixed(2)} ${quote}  ${text}`
}
