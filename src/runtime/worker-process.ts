import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Clock } from '../core/clock.js'
import { UserError } from '../core/errors.js'
import { deserializeError } from './serialized-error.js'
import { executorMessageSchema, type JsonValue, type WorkerMessage } from './task-protocol.js'

export interface WorkerProcessOptions {
  /** Script of the process; it calls `serveTasks`. */
  readonly entry: URL
  /** Default: the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** Milliseconds from a cancel, or from the end, to the killing of a process that does not stop. */
  readonly grace: number
  /** Takes the lines that the process prints. */
  readonly log: (line: string) => void
}

/** One task for a process. */
export interface WorkerTask {
  /** What to call it in messages. */
  readonly name: string
  /** Name of its handler. */
  readonly task: string
  readonly request: JsonValue
  /** Memory that it is said to need. */
  readonly megabytes: number
  readonly onProgress: (value: JsonValue) => void
}

/** A process that does one task at a time. It does not keep this process alive while it has none. */
export interface WorkerProcess {
  isIdle(): boolean
  /** Resolves to the task's value; rejects with what it threw, or with an error of one line where the process has ended. */
  run(task: WorkerTask): Promise<JsonValue>
  /** Asks the task to stop; kills the process after the grace time. */
  cancel(): void
  /** Ends the process, by force after the grace time; resolves when it is gone. */
  end(): Promise<void>
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>
}

interface RunningTask extends WorkerTask {
  readonly id: number
  readonly resolve: (value: JsonValue) => void
  readonly reject: (error: Error) => void
  /** Is aborted once the task has an answer. */
  readonly answered: AbortController
}

export function startWorkerProcess(options: WorkerProcessOptions): WorkerProcess {
  const child = fork(options.entry, [], {
    ...(options.env && { env: { ...options.env } }),
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const lines = followLines(child, options.log)
  const closed = new AbortController()
  const afterGrace = graceTimer(options)
  let current: RunningTask | undefined
  let counter = 0
  let ending = false
  const take = (): RunningTask | undefined => {
    const task = current
    current = undefined
    task?.answered.abort()
    if (!ending) setReferenced(child, false)
    return task
  }
  const kill = (): void => void child.kill('SIGKILL')
  const send = (message: WorkerMessage): void => void (child.connected && child.send(message, () => {}))
  child.on('message', (message: unknown) => {
    const parsed = executorMessageSchema.safeParse(message)
    // A process that says something else cannot be relied on for an answer.
    if (!parsed.success) return kill()
    if (parsed.data.id !== current?.id) return
    if (parsed.data.kind === 'progress') current.onProgress(parsed.data.value)
    else if (parsed.data.kind === 'result') take()?.resolve(parsed.data.value)
    else take()?.reject(deserializeError(parsed.data.error))
  })
  child.on('disconnect', () => afterGrace(kill, closed.signal))
  // What the process has started itself may hold its output open.
  child.on('exit', () => afterGrace(() => closeOutput(child), closed.signal))
  const waitForEnd = async (): Promise<void> => {
    const end = await endOf(child)
    closed.abort()
    const task = take()
    task?.reject(endError(task, end, lines))
  }
  const gone = waitForEnd()
  return {
    gone,
    isIdle: () => !current && !ending && child.connected,
    run: (task) =>
      new Promise((resolve, reject) => {
        current = { ...task, id: ++counter, resolve, reject, answered: new AbortController() }
        setReferenced(child, true)
        send({ kind: 'run', id: counter, task: task.task, request: task.request })
      }),
    cancel: () => {
      if (!current) return
      send({ kind: 'cancel', id: current.id })
      afterGrace(kill, current.answered.signal)
    },
    end: () => {
      ending = true
      setReferenced(child, true)
      if (child.connected) child.disconnect()
      return gone
    },
  }
}

/** Does something after the grace time, unless the signal is aborted before. */
function graceTimer({ clock, grace }: WorkerProcessOptions): (act: () => void, unless: AbortSignal) => void {
  return (act, unless) => {
    clock.sleepUntil(clock.now() + grace, unless).then(act, () => {})
  }
}

/** So many of the last lines that a process printed are searched for the reason of its end. */
const LAST_LINES = 50

/** Passes on what a process prints; the list that it returns holds the last lines. */
function followLines(child: ChildProcess, log: (line: string) => void): readonly string[] {
  const last: string[] = []
  for (const input of [child.stdout, child.stderr]) {
    if (!input) continue
    createInterface({ input }).on('line', (line) => {
      last.push(line)
      if (last.length > LAST_LINES) last.shift()
      log(line)
    })
  }
  return last
}

function setReferenced(child: ChildProcess, referenced: boolean): void {
  const sockets = [child.stdout, child.stderr].filter((stream) => stream instanceof Socket)
  for (const one of [child, child.channel, ...sockets]) {
    if (referenced) one?.ref()
    else one?.unref()
  }
}

function closeOutput({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy()
  stderr?.destroy()
}

interface ProcessEnd {
  readonly code?: number | null
  readonly signal?: NodeJS.Signals | null
  /** Why it was not started. */
  readonly error?: Error
}

/** Resolves when the process is gone and all that it printed was read. Its event `close` does not come after a disconnect. */
async function endOf(child: ChildProcess): Promise<ProcessEnd> {
  const outputs = [child.stdout, child.stderr].flatMap((stream) => (stream ? [once(stream, 'close')] : []))
  const end = await new Promise<ProcessEnd>((resolve) => {
    child.on('error', (error) => child.pid === undefined && resolve({ error }))
    child.on('exit', (code, signal) => resolve({ code, signal }))
  })
  await Promise.allSettled(outputs)
  return end
}

/** In one line why a task has no answer. */
function endError(
  { name, megabytes }: WorkerTask,
  { code, signal, error }: ProcessEnd,
  lines: readonly string[],
): Error {
  const stated = `it was said to need ${megabytes} MB`
  if (error) return new UserError(`the worker process for ${name} cannot be started: ${error.message}`)
  if (signal === 'SIGABRT' || code === 134)
    return new UserError(`the worker process of ${name} ran out of memory; ${stated}: give it less to do at once`)
  if (signal === 'SIGKILL')
    return new UserError(
      `the worker process of ${name} was killed, as the system does where memory runs out; ${stated}`,
    )
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
  const [why] = lines.filter((line) => /^(?:Uncaught )?\w*Error\b.*: /.test(line)).slice(-1)
  const reason = why === undefined ? 'look for process.exit in your definitions' : why
  return new UserError(`the worker process of ${name} ${how} before it was done: ${reason}`)
}
