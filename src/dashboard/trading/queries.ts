import { openBook, type Book } from '../../bookkeeping/book.js'
import type { DecisionRecord, Run } from '../../bookkeeping/records.js'
import type { Clock } from '../../core/clock.js'
import { UserError } from '../../core/errors.js'
import type { TradingDecision, TradingDecisions, TradingRuns } from './api.js'
import { NotFoundError } from '../http/not-there.js'
import type { TradingSource } from './trading-source.js'
import { listArtefacts } from '../../store/files/artefact-folder.js'
import { pathExists } from '../../store/files/is-there.js'
import type { Workspace } from '../../workspace/workspace.js'
import { decisionFeatures } from './decision-features.js'
import { runDetail } from './run-detail.js'
import { tradingRun } from './trading-run.js'

/** Runs that the list has at most. */
const RUNS_SHOWN = 200

export interface TradingContext {
  readonly workspace: () => Promise<Workspace>
  readonly io: { readonly clock: Clock }
}

/** The trading page's view of a workspace's book. The book is opened for each answer, so that it may be moved or replaced. */
export function tradingSource({ workspace, io: { clock } }: TradingContext): TradingSource {
  const withBook = async <T>(work: (book: Book, opened: Workspace) => T | Promise<T>): Promise<T> => {
    const opened = await workspace()
    if (!(await pathExists(opened.bookFile)))
      throw new NotFoundError('there is no book yet; nothing has been traded here')
    const book = openBook(opened.bookFile, 'crash')
    try {
      return await work(book, opened)
    } finally {
      book.close()
    }
  }
  return {
    runs: async () => {
      const { bookFile, classifierFolder, config } = await workspace()
      const classifiers = await listArtefacts(classifierFolder)
      if (!(await pathExists(bookFile))) return { runs: [], classifiers }
      return withBook((book) => ({ book: config.book, runs: latestRuns(book, clock), classifiers }))
    },
    run: (id, points) => withBook((book) => runDetail(book, findRun(book, id), points, clock.now())),
    decisions: ({ run, base, acted, before, limit }) =>
      withBook((book) => {
        findRun(book, run)
        const found = book.latestDecisions({ runId: run, base, actedOnly: acted, before, limit })
        return pageOf(found, limit)
      }),
    features: ({ run, base, minute }) =>
      withBook(async (book, opened) => {
        const decision = book.decision(run, base, minute)
        if (!decision) throw new NotFoundError(`run ${run} has no decision on ${base} in that minute`)
        return decisionFeatures(opened, findRun(book, run), decision)
      }),
    wish: ({ account, wish }) =>
      withBook((book) => {
        if (!book.runs().some((run) => run.account === account)) {
          throw new UserError(`the book has no account ${account}; choose one of its runs`)
        }
        book.recordCommand({ account, time: clock.now(), command: wish, source: 'dashboard' })
      }),
  }
}

function latestRuns(book: Book, clock: Clock): TradingRuns['runs'] {
  const runs = book.runs().slice(-RUNS_SHOWN).reverse()
  return runs.map((run) => tradingRun(book, run, clock.now()))
}

function findRun(book: Book, id: string): Run {
  const run = book.runs().find((one) => one.id === id)
  if (!run) throw new NotFoundError(`the book has no run ${id}`)
  return run
}

/** A page ends between two minutes, so that no base of a minute is lost. */
function pageOf(found: readonly DecisionRecord[], limit: number): TradingDecisions {
  const last = found.at(-1)?.minute
  const whole = found.filter(({ minute }) => minute !== last)
  if (found.length < limit || last === undefined || whole.length === 0) return { decisions: found.map(decisionOf) }
  return { decisions: whole.map(decisionOf), next: last + 1 }
}

function decisionOf({ runId: _run, candleTime: _candle, scores, ...rest }: DecisionRecord): TradingDecision {
  return { ...rest, ...(scores && { scores }) }
}
