import { createInterface } from 'node:readline/promises'
import type { Io } from './io.js'
import { showsColor } from './style.js'
import { systemClock } from '../workspace/system-clock.js'

/** Ms after which somebody who asked for a stop is told how to insist. */
const PATIENCE = 3000

/** The real outside world. The first Ctrl-C or SIGTERM asks for a stop, the second ends the process at once. */
export function processIo(): Io {
  const abort = new AbortController()
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(130)
    abort.abort(new Error('asked to stop; what was done so far is kept'))
    setTimeout(remind, PATIENCE).unref()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  // A reader that goes away (`| head`) is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
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
