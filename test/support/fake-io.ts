import type { Io } from '../../src/cli/io.js'
import { systemClock } from '../../src/workspace/system-clock.js'

export interface FakeIo extends Io {
  /** All that the command wrote to stdout so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  /** What Ctrl-C would do. */
  readonly interrupt: () => void
}

/** The outside world of a command under test: a folder, captured output, no terminal. */
export function fakeIo(cwd: string, env: Readonly<Record<string, string>> = {}): FakeIo {
  const out: string[] = []
  const err: string[] = []
  const abort = new AbortController()
  return {
    cwd,
    env,
    clock: systemClock,
    signal: abort.signal,
    interactive: false,
    width: 100,
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    stdout: () => out.join(''),
    stderr: () => err.join(''),
    interrupt: () => abort.abort(new Error('asked to stop')),
  }
}
