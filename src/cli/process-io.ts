import { createInterface } from 'node:readline/promises'
import { LostReaderError } from './lost-reader-error.js'
import type { Io } from './io.js'
import { showsColor } from './style.js'
import { STOP_SIGNALS } from '../workspace/stop-signals.js'
import { systemClock } from '../workspace/system-clock.js'

/** Ms after which somebody who asked for a stop is told how to insist. */
const PATIENCE = 3000

/** Ms after which a command ends at the latest whose output nobody reads any more. */
const LONELY = 60_000

/**
 * The real outside world. The first Ctrl-C, SIGTERM or SIGHUP (the terminal was closed) asks for a stop, the second ends the process
 * at once.
 */
export function processIo(): Io {
  const abort = new AbortController()
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(130)
    abort.abort(new Error('asked to stop; what was done so far is kept'))
    setTimeout(remind, PATIENCE).unref()
  }
  for (const signal of STOP_SIGNALS) process.on(signal, stop)
  surviveLostReaders(abort)
  return {
    cwd: process.cwd(),
    env: process.env,
    clock: systemClock,
    signal: abort.signal,
    interactive: process.stderr.isTTY,
    color: { out: showsColor(process.stdout, process.env), err: showsColor(process.stderr, process.env) },
    width: process.stdout.columns || 100,
    ...(process.stdin.isTTY && process.stderr.isTTY
      ? { ask: (question: string) => askTerminal(question, abort.signal) }
      : {}),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  }
}

/**
 * A reader that goes away (`| head`) and a terminal that is closed are no faults, and must not end a process that has orders open:
 * they ask for a stop.
 */
function surviveLostReaders(abort: AbortController): void {
  const lose = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
    if (abort.signal.aborted) return
    abort.abort(new LostReaderError('nobody reads the output any more; what was done so far is kept'))
    setTimeout(() => process.exit(0), LONELY).unref()
  }
  process.stdout.on('error', lose)
  process.stderr.on('error', lose)
}

function remind(): void {
  process.stderr.write('still stopping; Ctrl-C again ends it at once\n')
}

async function askTerminal(question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(question, { signal })
  } finally {
    terminal.close()
  }
}
