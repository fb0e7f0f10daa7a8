import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { CancelledError, UserError, systemCodeOf } from '../../../core/errors.js'

export interface CommandRun {
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]]
  readonly cwd: string
  /** Milliseconds after which it is ended. */
  readonly timeout: number
  readonly signal: AbortSignal
  /** Told each line that it writes, to either output. */
  readonly log: (line: string) => void
}

/** Lines of the end of its error output that are shown where it fails. */
const LAST_LINES = 5
/** Node's timers take no more: 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1
/** Milliseconds that it has to end by itself once it was asked to. */
const GRACE = 5000
/** Milliseconds after its end in which what it started may still write, and has to end where it was asked to. */
const REST_GRACE = 500

/** Runs a program to its end. Throws UserError with its last lines where it fails or takes too long, CancelledError where the user stops. */
export async function runCommand(run: CommandRun): Promise<void> {
  const [program, ...args] = run.command
  // A group of its own, so that what it starts in turn can be ended with it.
  const child = spawn(program, args, { cwd: run.cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: canSignalGroup() })
  const last: string[] = []
  const reading = [eachLine(child.stdout, run.log), eachLine(child.stderr, (line) => keepLast(last, line, run.log))]
  const ending = endingOf(child, run)
  try {
    const outcome = await outcomeOf(child)
    // What it left running may keep its outputs open, for ever.
    await Promise.race([Promise.all(reading), sleep(REST_GRACE)])
    for (const output of [child.stdout, child.stderr]) output.destroy()
    const ended = ending.why()
    if (ended || outcome !== 'done') signalGroup(child, 'SIGKILL')
    if (ended === 'stopped') throw new CancelledError('the external command was ended; nothing was saved')
    if (ended === 'timeout') throw failed(run, `took longer than ${run.timeout / 60_000} minutes and was ended`, last)
    if (outcome !== 'done') throw failed(run, outcome, last)
  } finally {
    ending.close()
  }
}

function keepLast(last: string[], line: string, log: CommandRun['log']): void {
  log(line)
  // Python underlines the place of a fault.
  if (/[^\s^~]/.test(line) && last.push(line.trim()) > LAST_LINES) last.shift()
}

interface Ending {
  /** Why it was asked to end, if it was. */
  readonly why: () => 'timeout' | 'stopped' | undefined
  readonly close: () => void
}

/** Ends a command after its time, where the user stops, and with this process, such as by a second Ctrl-C. */
function endingOf(child: ChildProcess, { timeout, signal }: CommandRun): Ending {
  let ended: ReturnType<Ending['why']>
  const stop = (why: 'timeout' | 'stopped'): void => {
    ended ??= why
    end(child)
  }
  const timer = setTimeout(() => stop('timeout'), Math.min(timeout, LONGEST_TIMER))
  const onAbort = (): void => stop('stopped')
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  const onExit = (): void => signalGroup(child, 'SIGKILL')
  process.once('exit', onExit)
  return {
    why: () => ended,
    close: () => {
      clearTimeout(timer)
      process.off('exit', onExit)
      signal.removeEventListener('abort', onAbort)
    },
  }
}

function eachLine(stream: NodeJS.ReadableStream | null, take: (line: string) => void): Promise<void> {
  if (!stream) return Promise.resolve()
  const lines = createInterface({ input: stream })
  lines.on('line', take)
  return new Promise((resolve) => void lines.once('close', resolve))
}

/** `done`, or what went wrong. */
function outcomeOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      const absent = systemCodeOf(error) === 'ENOENT'
      resolve(
        absent ? 'was not found; is the program installed, and its name right?' : `could not run: ${error.message}`,
      )
    })
    child.once('exit', (code, signal) => {
      if (code === 0) return resolve('done')
      resolve(code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`)
    })
  })
}

function failed({ command }: CommandRun, what: string, last: readonly string[]): UserError {
  const tail = last.length > 0 ? `; its last lines: ${last.join(' | ')}` : ''
  return new UserError(`the external command ${command.join(' ')} ${what}${tail}`)
}

function canSignalGroup(): boolean {
  return process.platform !== 'win32'
}

/** Asks the command and all that it started to end, and ends them where they do not. */
function end(child: ChildProcess): void {
  signalGroup(child, 'SIGTERM')
  const hard = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE)
  child.once('exit', () => clearTimeout(hard))
}

/** To the command and all that it started; nothing where all of it has ended. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (canSignalGroup()) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch (error) {
    if (systemCodeOf(error) !== 'ESRCH') throw error
  }
}
