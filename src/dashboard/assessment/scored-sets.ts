import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { loadClassifier, type Classifier } from '../../classifier/classifier-files.js'
import { isCodeAllowed } from '../../definitions/code-trust.js'
import { createByteCache } from '../../runtime/byte-cache.js'
import { messageOf } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { openWorkerPool } from '../../runtime/worker-pool.js'
import { workerUrl } from '../../runtime/worker-url.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { WorkspaceFolder } from '../../workspace/context.js'
import { isSetClosed, requireOpenSet, type SetLook } from '../../workspace/ledger/require-open-sets.js'
import type { AssessedSet, Scored, ScoringProgress } from './api.js'
import type { DashboardContext } from '../dashboard-context.js'
import { hashClassifier, hashScoredSet } from './hash-scored-set.js'
import { bytesOf, scoreProgressSchema, scoredSetSchema, type ScoreJob, type ScoredSet } from './score-protocol.js'
import { withTimeout } from './with-timeout.js'

/** One of the sets of a classifier. */
export interface SetQuery {
  readonly classifier: string
  readonly set: AssessedSet
}

/** Sets that were scored, cached by the content of all that made them. */
export interface ScoredSets {
  /**
   * The set, or how far its scoring is. `isFresh` looks whether candles and definitions are still those it was made of; without
   * it only the classifier itself is looked at. Rejects with SealedError while minutes of it are sealed and closed.
   */
  find(query: SetQuery, isFresh: boolean): Promise<Scored<ScoredSet>>
  /**
   * The set that selected the thresholds, for figures of later ones; undefined where it has no rows, or minutes of it are closed. It is
   * not shown, so that it is no look at it.
   */
  findSelection(query: SetQuery): Promise<Scored<ScoredSet> | undefined>
  /** Opens the set where it is sealed; what it was opened for is written down for good. */
  open(query: SetQuery): Promise<void>
  onProgress(listener: (progress: ScoringProgress) => void): void
  close(): Promise<void>
}

/** Bytes of scores that the cache may take: some twenty years of minutes of one base are 300 MB. */
const MAX_BYTES = 768 << 20

/** Hashes of a set when it was looked at last. */
interface SetHashes {
  readonly classifier: string
  readonly content: string
}

export function openScoredSets(context: DashboardContext): ScoredSets {
  const pool = openWorkerPool(() => workerUrl(import.meta.url, './score-worker.js'), 1)
  const cache = createByteCache<ScoredSet>(MAX_BYTES, ({ series }) => bytesOf(series))
  const lastHashes = new Map<string, SetHashes>()
  /** Contents that were let through: each is one look, however often its figures are asked for. */
  const passed = new Map<string, string>()
  const running = new Map<string, ScoringProgress>()
  const listeners = new Set<(progress: ScoringProgress) => void>()
  const notify = (key: string, progress: ScoringProgress): void => {
    if (progress.state === 'scoring') running.set(key, progress)
    else running.delete(key)
    for (const listener of listeners) listener(progress)
  }
  const score = async (key: string, query: SetQuery): Promise<ScoredSet> => {
    notify(key, waitingProgress(query))
    const { port1, port2 } = new MessageChannel()
    port1.on('message', (message: unknown) =>
      notify(key, { ...waitingProgress(query), ...scoreProgressSchema.parse(message) }),
    )
    try {
      const { directory } = context
      const job: ScoreJob = { directory, allowsCode: isCodeAllowed(directory), ...query, port: port2 }
      return scoredSetSchema.parse(await pool.run(job, [port2]))
    } finally {
      port1.close()
    }
  }
  const scored = (key: string, content: string, query: SetQuery): Promise<ScoredSet> =>
    cache.get(key, content, () => {
      const made = score(key, query)
      made.then(
        () => notify(key, { ...waitingProgress(query), state: 'ready' }),
        (error: unknown) => notify(key, { ...waitingProgress(query), state: 'failed', error: messageOf(error) }),
      )
      return made
    })
  /** What the set is made of now. */
  const locate = async (query: SetQuery, isFresh: boolean) => {
    const workspace = await context.workspace()
    const classifier = await loadClassifier(join(workspace.classifierFolder, query.classifier))
    const key = `${query.classifier}\n${query.set}`
    const hash = hashClassifier(classifier)
    const before = lastHashes.get(key)
    const isSame = before?.classifier === hash
    const content = isSame && !isFresh ? before.content : await hashScoredSet(workspace, classifier, query.set)
    lastHashes.set(key, { classifier: hash, content })
    return { workspace, classifier, key, content }
  }
  const answer = async (key: string, content: string, query: SetQuery): Promise<Scored<ScoredSet>> => {
    const value = await withTimeout(scored(key, content, query))
    return value
      ? { state: 'ready', value }
      : { state: 'scoring', progress: running.get(key) ?? waitingProgress(query) }
  }
  return {
    async find(query, isFresh) {
      const { workspace, classifier, key, content } = await locate(query, isFresh)
      if (passed.get(key) !== content) {
        await passSeal(context, workspace, { query, classifier, openTestSet: false })
        passed.set(key, content)
      }
      return answer(key, content, query)
    },
    async findSelection(query) {
      const { workspace, classifier, key, content } = await locate(query, false)
      const look = lookOf({ query, classifier, openTestSet: false })
      if (await isSetClosed(look, openCandleStore(workspace.dataFolder), { ...context, workspace })) return undefined
      return answer(key, content, query).catch((error: unknown) => {
        if (error instanceof RequestError) return undefined
        throw error
      })
    },
    open: async (query) => {
      const workspace = await context.workspace()
      const classifier = await loadClassifier(join(workspace.classifierFolder, query.classifier))
      await passSeal(context, workspace, { query, classifier, openTestSet: true })
    },
    onProgress: (listener) => void listeners.add(listener),
    close: () => pool.close(),
  }
}

interface SetToPass {
  readonly query: SetQuery
  readonly classifier: Classifier
  readonly openTestSet: boolean
}

function passSeal({ clock }: DashboardContext, workspace: WorkspaceFolder, set: SetToPass): Promise<void> {
  return requireOpenSet(lookOf(set), openCandleStore(workspace.dataFolder), { workspace, clock })
}

function lookOf({ query, classifier: { description }, openTestSet }: SetToPass): SetLook {
  return { look: 'dashboard', name: query.classifier, description, set: query.set, bases: [], openTestSet }
}

function waitingProgress({ classifier, set }: SetQuery): ScoringProgress {
  return { classifier, set, state: 'scoring', task: 'reading the candles', done: 0, total: 0, unit: '', error: null }
}
