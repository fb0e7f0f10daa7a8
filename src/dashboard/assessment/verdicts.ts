import { MessageChannel } from 'node:worker_threads'
import type { Verdict } from '../../assessment/verdict/verdict.js'
import type { ExitRules } from '../../core/exit-rules.js'
import { openWorkerPool } from '../../runtime/worker-pool.js'
import { workerUrl } from '../../runtime/worker-url.js'
import { openWorkspaceLedger } from '../../workspace/ledger/open-workspace-ledger.js'
import type { DashboardContext } from '../dashboard-context.js'
import type { TaskProgress, Thresholds, VerdictAnswer } from './api.js'
import { scoreProgressSchema, type ScoredSet } from './score-protocol.js'
import type { ScoredSets, SetQuery } from './scored-sets.js'
import { verdictResult, type VerdictJob } from './verdict-protocol.js'
import { withTimeout } from './with-timeout.js'

export interface VerdictQuery extends SetQuery {
  readonly cell: Thresholds
}

/** Verdicts on cells of scored sets, made one after the other where somebody asks, and cached as long as nothing changes. */
export interface Verdicts {
  /** The verdict on all bases, or how far it is; `exitsOf` says by which rule positions of a set are sold. Adds nothing to the ledger. */
  find(query: VerdictQuery, exitsOf: (set: ScoredSet) => Promise<ExitRules>): Promise<VerdictAnswer>
  close(): Promise<void>
}

interface Entry {
  readonly verdict: Promise<Verdict>
  /** Entries of the ledger when it began. */
  readonly trials: number
  progress: TaskProgress
  isDone: boolean
  /** When somebody asked last. */
  lastRequest: number
}

/** Verdicts of a set that are at hand at once. */
const MAX_ENTRIES = 50
/** Ms after which nobody waits any more for a verdict whose turn has not come. */
const PATIENCE = 5000

export function openVerdicts(context: DashboardContext, sets: Pick<ScoredSets, 'find' | 'findSelection'>): Verdicts {
  const pool = openWorkerPool(() => workerUrl(import.meta.url, './verdict-worker.js'), 1)
  const cache = new WeakMap<ScoredSet, Map<string, Entry>>()
  let lastTurn: Promise<unknown> = Promise.resolve()
  const countTrials = async (): Promise<number> => {
    const workspace = await context.workspace()
    return (await openWorkspaceLedger({ workspace }).trials()).entries.length
  }
  const compute = async (entry: Entry, job: Omit<VerdictJob, 'port'>): Promise<Verdict> => {
    if (performance.now() - entry.lastRequest > PATIENCE) throw new Error('nobody waits for this verdict any more')
    entry.progress = { ...WAITING, task: 'computing' }
    const { port1, port2 } = new MessageChannel()
    port1.on('message', (message: unknown) => {
      entry.progress = scoreProgressSchema.parse(message)
    })
    try {
      return verdictResult.parse(await pool.run({ ...job, port: port2 } satisfies VerdictJob, [port2]))
    } finally {
      entry.isDone = true
      port1.close()
    }
  }
  const begin = (job: Omit<VerdictJob, 'port'>, trials: number): Entry => {
    const turn = lastTurn.then(() => compute(entry, job))
    const entry: Entry = { verdict: turn, trials, progress: WAITING, isDone: false, lastRequest: performance.now() }
    lastTurn = turn.catch(() => {})
    return entry
  }
  const entryOf = async (found: ScoredSet, key: string, job: Omit<VerdictJob, 'port'>): Promise<Entry> => {
    const entries = cache.get(found) ?? new Map<string, Entry>()
    cache.set(found, entries)
    const running = entries.get(key)
    if (running && !running.isDone) return running
    const trials = await countTrials()
    const known = entries.get(key)
    if (known && (!known.isDone || known.trials === trials)) return known
    const entry = begin(job, trials)
    entries.delete(key)
    entries.set(key, entry)
    entry.verdict.catch(() => entries.get(key) === entry && entries.delete(key))
    const [oldest] = entries.keys()
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest)
    return entry
  }
  return {
    async find({ classifier, set, cell }, exitsOf) {
      const found = await sets.find({ classifier, set }, false)
      if (found.state !== 'ready') return found
      const selection = set === 'test' ? await sets.findSelection({ classifier, set: 'validation' }) : undefined
      if (selection && selection.state !== 'ready') return selection
      const exits = await exitsOf(found.value)
      const { buyThreshold, sellThreshold } = cell
      const key = JSON.stringify([buyThreshold, sellThreshold, exits])
      const { directory } = context
      const job = jobOf({ classifier, set, cell }, found.value, selection?.value)
      const entry = await entryOf(found.value, key, { directory, ...job, exits })
      entry.lastRequest = performance.now()
      const value = await withTimeout(entry.verdict)
      return value ? { state: 'ready', value } : { state: 'computing', progress: entry.progress }
    },
    close: () => pool.close(),
  }
}

const WAITING: TaskProgress = { task: 'waiting for its turn', done: 0, total: 0, unit: '' }

function jobOf(
  { classifier, set, cell }: VerdictQuery,
  { series, selected, fee, horizon, markets, epochs }: ScoredSet,
  selection: ScoredSet | undefined,
): Omit<VerdictJob, 'port' | 'directory' | 'exits'> {
  const { buyThreshold, sellThreshold } = cell
  const isSelected = selected?.buyThreshold === buyThreshold && selected.sellThreshold === sellThreshold
  return {
    classifier,
    set,
    selectedBy: isSelected ? 'validation' : 'option',
    series,
    selection: selection?.series,
    cell: { buyThreshold, sellThreshold },
    fee,
    horizon: horizon ?? undefined,
    markets,
    epochs,
  }
}
