import { fork, type ChildProcess } from 'node:child_process'
import { z } from 'zod'
import { CancelledError, UserError } from '../core/errors.js'
import { LimitError } from '../core/limit-error.js'
import { processorWait } from './processor-wait.js'
import { deserializeError, serializedErrorSchema } from './serialized-error.js'

/** What an isolated process may take for one job. */
export interface JobLimits {
  /** Time from its start, its process's included, without that for which the process waited for a processor. */
  readonly seconds: number
  /** Memory of the process, all in all. */
  readonly megabytes: number
}

/** Work on content that may be damaged or hostile. */
export interface IsolatedJob extends JobLimits {
  /** What it does, for messages: `reading /path/FILE`. */
  readonly name: string
  /** Goes to the process as a structured clone. */
  readonly request: unknown
  readonly signal?: AbortSignal | undefined
}

/**
 * A process that does one job after the other, and is killed where one does not keep to its limits: nothing else ends a loop in
 * native code, or bounds the memory of WebAssembly and of buffers. The next job then gets a new process.
 */
export interface IsolatedProcess {
  /**
   * Resolves to the job's value; rejects with what it threw, with LimitError, with CancelledError where the signal is aborted, or
   * with UserError where the process ended by itself. The process is gone by then, or ready for the next job.
   */
  run(job: IsolatedJob): Promise<unknown>
  /** Ends the process; resolves when it is gone. */
  close(): Promise<void>
}

/** Starts the process of `entry`, which calls `serveIsolated`, with the first job. Jobs must not overlap. */
export function openIsolatedProcess(entry: () => URL): IsolatedProcess {
  let running: Running | undefined
  const discard = async (): Promise<void> => {
    const old = running
    running = undefined
    old?.child.kill('SIGKILL')
    await old?.gone
  }
  return {
    run: async (job) => {
      if (job.signal?.aborted) throw new CancelledError(`${job.name} was stopped`)
      if (running && running.megabytes < job.megabytes) await discard()
      running ??= start(entry(), job.megabytes)
      const reply = await replyOf(running, job).catch(async (error: unknown) => {
        await discard()
        throw error
      })
      const failure = 'failure' in reply ? deserializeError(reply.failure) : undefined
      // What a job leaves behind is not counted against the next one, nor relied on where nobody foresaw how it failed.
      const isForeseen = failure === undefined || failure instanceof UserError
      if (!isForeseen || 2 * reply.megabytes > job.megabytes) await discard()
      if (failure) throw failure
      return 'value' in reply ? reply.value : undefined
    },
    close: discard,
  }
}

const usage = { megabytes: z.number() }
export const isolatedReplySchema = z.union([
  z.strictObject({ value: z.unknown(), ...usage }),
  z.strictObject({ failure: serializedErrorSchema, ...usage }),
])
/** What a job made, and the memory that its process has then. */
export type IsolatedReply = z.output<typeof isolatedReplySchema>

interface Running {
  readonly child: ChildProcess
  readonly megabytes: number
  readonly gone: Promise<ProcessEnd>
}

interface ProcessEnd {
  readonly code?: number | null
  readonly signal?: NodeJS.Signals | null
  /** Why it was not started. */
  readonly error?: Error
}

/** The environment stays here: what reads foreign content has no need of keys. */
function start(entry: URL, megabytes: number): Running {
  const child = fork(entry, [], {
    env: {},
    execArgv: [`--max-old-space-size=${megabytes}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const gone = new Promise<ProcessEnd>((resolve) => {
    child.on('error', (error) => child.pid === undefined && resolve({ error }))
    child.on('exit', (code, signal) => resolve({ code, signal }))
  })
  return { child, megabytes, gone }
}

function replyOf({ child, gone }: Running, job: IsolatedJob): Promise<IsolatedReply> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => settle(() => reject(new CancelledError(`${job.name} was stopped`)))
    const deadline = startDeadline(child.pid, 1000 * job.seconds, () => settle(() => reject(timeError(job))))
    const take = (message: unknown): void => {
      const { data } = isolatedReplySchema.safeParse(message)
      settle(() => (data ? resolve(data) : reject(new Error('the isolated process answered something else'))))
    }
    const settle = (act: () => void): void => {
      deadline.stop()
      child.off('message', take)
      job.signal?.removeEventListener('abort', cancel)
      act()
    }
    child.on('message', take)
    job.signal?.addEventListener('abort', cancel, { once: true })
    void gone.then((end) => settle(() => reject(endError(job, end))))
    child.send({ megabytes: job.megabytes, request: job.request }, () => {})
  })
}

/** Between two looks at a process that waited for a processor. */
const LOOK_AGAIN = 100

/** Calls `pass` after so many milliseconds; a machine that is busy with others is no fault of the job, and does not count. */
function startDeadline(pid: number | undefined, milliseconds: number, pass: () => void): { readonly stop: () => void } {
  const started = performance.now()
  const waitedBefore = processorWait(pid)
  let timer: NodeJS.Timeout
  const look = (): void => {
    const left = milliseconds - (performance.now() - started - (processorWait(pid) - waitedBefore))
    if (left <= 0) pass()
    else timer = setTimeout(look, Math.max(LOOK_AGAIN, left))
  }
  timer = setTimeout(look, milliseconds)
  return { stop: () => clearTimeout(timer) }
}

function timeError({ name, seconds }: IsolatedJob): LimitError {
  return new LimitError(`${name} took longer than ${seconds} s and was given up: the file is damaged; fetch it again`)
}

/** The process was not killed from here: so it was out of memory, or its native code failed. */
function endError({ name, megabytes }: IsolatedJob, { code, signal, error }: ProcessEnd): UserError {
  if (error) return new UserError(`the process for ${name} cannot be started: ${error.message}`)
  if (signal === 'SIGKILL' || signal === 'SIGABRT' || code === 134) {
    return new LimitError(
      `${name} took more than ${megabytes} MB of memory and was given up: the file is damaged, or larger than it looks; fetch it again`,
    )
  }
  return new UserError(`${name} ended with ${signal ?? `exit code ${code}`}: the file is damaged; fetch it again`)
}
