import { openBook, type Book } from '../../bookkeeping/book.js'
import type { DecisionRecord, Run } from '../../bookkeeping/records.js'
import type { Clock } from '../../core/clock.js'
import { silentProgress } from '../../core/progress.js'
import { listArtefacts } from '../../store/files/artefact-folder.js'
import { pathExists } from '../../store/files/paths.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { WorkspaceFolder } from '../../workspace/context.js'
import { controlTrade } from '../../workspace/trade/control-trade.js'
import type { AccountControl } from '../../workspace/trade/result.js'
import type { FormChoice } from '../forms/api.js'
import type { FormKnowledge } from '../forms/form.js'
import type { DashboardContext } from '../dashboard-context.js'
import { NotFoundError } from '../http/errors.js'
import type {
  ControlRequest,
  DecisionFeatures,
  TradingDecision,
  TradingDecisions,
  TradingRunDetail,
  TradingRuns,
} from './api.js'
import { listBases } from '../list-bases.js'
import { computeDecisionFeatures } from './decision-features.js'
import { describeRunDetail } from './run-detail.js'
import { describeTradingRun } from './trading-run.js'

/** Runs that the list has at most. */
const MAX_RUNS = 1000

export interface DecisionsQuery {
  readonly run: string
  readonly base?: string | undefined
  readonly acted: boolean
  /** Only minutes before this one, epoch ms. */
  readonly before?: number | undefined
  readonly limit: number
}

export interface DecisionAt {
  readonly run: string
  readonly base: string
  readonly minute: number
}

type TradingContext = Pick<DashboardContext, 'workspace' | 'clock'>

/** The runs in the book, and the classifiers that could be traded. */
export async function readRuns(context: TradingContext): Promise<TradingRuns> {
  const { bookFile, classifierFolder, config } = await context.workspace()
  const classifiers = await listArtefacts(classifierFolder)
  if (!(await pathExists(bookFile))) return { runs: [], classifiers }
  return withBook(context, (book) => ({ book: config.book, runs: latestRuns(book, context.clock), classifiers }))
}

/** One run of the book. Rejects with NotFoundError where it is not there, as all that follow. */
export function readRun(context: TradingContext, id: string, points: number): Promise<TradingRunDetail> {
  return withBook(context, (book) => describeRunDetail(book, findRun(book, id), points, context.clock.now()))
}

export function readDecisions(context: TradingContext, query: DecisionsQuery): Promise<TradingDecisions> {
  const { run, base, acted, before, limit } = query
  return withBook(context, (book) => {
    findRun(book, run)
    return paginate(book.latestDecisions({ runId: run, base, actedOnly: acted, before, limit }), limit)
  })
}

export function readDecisionFeatures(context: TradingContext, at: DecisionAt): Promise<DecisionFeatures> {
  const { run, base, minute } = at
  return withBook(context, async (book, workspace) => {
    const decision = book.decision(run, base, minute)
    if (!decision) throw new NotFoundError(`run ${run} has no decision on ${base} in that minute`)
    return computeDecisionFeatures(workspace, findRun(book, run), decision)
  })
}

/** Tells the trader of an account through the book what to do. */
export async function controlTrader(context: TradingContext, request: ControlRequest): Promise<AccountControl> {
  const ports = { clock: context.clock, signal: new AbortController().signal, progress: silentProgress, log: () => {} }
  return controlTrade(request, { ...ports, workspace: await context.workspace() }, { source: 'dashboard' })
}

const SPEEDS: readonly FormChoice[] = [
  { id: '1', title: 'real time' },
  { id: '60', title: '60 times' },
  { id: '600', title: '600 times' },
  { id: 'stepped', title: 'no waiting' },
]

/** What a paper trade can be made of. */
export async function readPaperChoices({ workspace }: TradingContext): Promise<FormKnowledge> {
  const { classifierFolder, config, dataFolder } = await workspace()
  const classifiers = await listArtefacts(classifierFolder)
  const bases = await listBases(config, openCandleStore(dataFolder))
  const stored = bases.filter(({ range }) => range).map(({ name }) => name)
  return {
    choices: { classifier: toChoices(classifiers), bases: toChoices(stored), speed: SPEEDS },
    initial: { classifier: classifiers[0], speed: 600 },
  }
}

function toChoices(ids: readonly string[]): FormChoice[] {
  return ids.map((id) => ({ id, title: id }))
}

/** The book is opened for each call, so that it may be moved or replaced. */
async function withBook<T>(
  { workspace }: TradingContext,
  work: (book: Book, opened: WorkspaceFolder) => T | Promise<T>,
): Promise<T> {
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

function latestRuns(book: Book, clock: Clock): TradingRuns['runs'] {
  const runs = book.runs().slice(-MAX_RUNS).reverse()
  return runs.map((run) => describeTradingRun(book, run, clock.now()))
}

function findRun(book: Book, id: string): Run {
  const run = book.runs().find((one) => one.id === id)
  if (!run) throw new NotFoundError(`the book has no run ${id}`)
  return run
}

/** A page ends between two minutes, so that no base of a minute is lost. */
function paginate(found: readonly DecisionRecord[], limit: number): TradingDecisions {
  const last = found.at(-1)?.minute
  const complete = found.filter(({ minute }) => minute !== last)
  if (found.length < limit || last === undefined || complete.length === 0) return { decisions: found.map(decisionOf) }
  return { decisions: complete.map(decisionOf), next: last + 1 }
}

function decisionOf({ runId: _run, candleTime: _candle, scores, ...rest }: DecisionRecord): TradingDecision {
  return { ...rest, ...(scores && { scores }) }
}
