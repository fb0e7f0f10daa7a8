import { startWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from './worker-process.js'

export interface ProcessPoolOptions extends WorkerProcessOptions {
  /** Processes at a time. */
  readonly workers: number
  /** Memory that all processes may use together. */
  readonly megabytes: number
}

/** Worker processes within a number and a memory budget. Each counts with the largest memory that it was ever claimed for. */
export interface ProcessPool {
  /**
   * An idle process for a task that needs so much memory, or a new one; undefined where there is no room for it. Processes that
   * are idle and in its way are ended; `onRoom` is called when one is gone.
   */
  claim(megabytes: number): WorkerProcess | undefined
  /** Ends all processes; resolves when they are gone. */
  end(): Promise<void>
}

interface Member {
  readonly worker: WorkerProcess
  megabytes: number
  ending: boolean
}

export function openProcessPool(options: ProcessPoolOptions, onRoom: () => void): ProcessPool {
  const members = new Set<Member>()
  const start = (megabytes: number): Member => {
    const member: Member = { worker: startWorkerProcess(options), megabytes, ending: false }
    members.add(member)
    void forgetWhenGone(member)
    return member
  }
  const forgetWhenGone = async (member: Member): Promise<void> => {
    await member.worker.gone
    members.delete(member)
    onRoom()
  }
  return {
    claim: (megabytes) => {
      const idle = [...members].filter(({ worker, ending }) => !ending && worker.isIdle())
      const reused = bestFit(idle, megabytes, options)
      const others = idle.filter((member) => member !== reused)
      const growth = Math.max(0, megabytes - (reused?.megabytes ?? 0))
      const processes = members.size + (reused ? 0 : 1) - options.workers
      const memory = totalOf(members) + growth - options.megabytes
      if (processes > 0 || memory > 0) {
        makeRoom(members, others, { processes, memory })
        return undefined
      }
      const member = reused ?? start(megabytes)
      member.megabytes = Math.max(member.megabytes, megabytes)
      return member.worker
    },
    end: async () => {
      await Promise.all([...members].map(({ worker }) => worker.end()))
    },
  }
}

/**
 * The smallest idle process that has the memory, or the largest that has not. One that is much too large does not serve: the
 * memory that it keeps would be missing for the other workers.
 */
function bestFit(idle: readonly Member[], megabytes: number, options: ProcessPoolOptions): Member | undefined {
  const share = options.megabytes / options.workers
  const fitting = idle.filter((member) => member.megabytes <= Math.max(megabytes, share))
  const bySize = fitting.toSorted((a, b) => a.megabytes - b.megabytes)
  return bySize.find((member) => member.megabytes >= megabytes) ?? bySize.at(-1)
}

function totalOf(members: Iterable<Member>): number {
  return [...members].reduce((sum, { megabytes }) => sum + megabytes, 0)
}

/** Ends idle processes, the largest first, until so many and so much memory will be free with those that are ending already. */
function makeRoom(
  members: ReadonlySet<Member>,
  idle: readonly Member[],
  missing: { readonly processes: number; readonly memory: number },
): void {
  const ending = [...members].filter((member) => member.ending)
  let { processes, memory } = { processes: missing.processes - ending.length, memory: missing.memory - totalOf(ending) }
  for (const member of idle.toSorted((a, b) => b.megabytes - a.megabytes)) {
    if (processes <= 0 && memory <= 0) return
    member.ending = true
    void member.worker.end()
    processes--
    memory -= member.megabytes
  }
}
