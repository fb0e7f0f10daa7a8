import type { Io } from './io.js'
import { report } from './report-error.js'

/** Watches the process while a command runs: faults that pass by everything else, by definitions of one's own above all. */
export interface ProcessGuard {
  /** To be called with the command's exit code when it is done. */
  done(code: number): void
}

/**
 * Such a fault is told in one line and ends the process with 1. So does an end from inside, before the command is done: it
 * must not look like a success.
 */
export function guardProcess(args: readonly string[], io: Io): ProcessGuard {
  let isDone = false
  const fail = (fault: unknown): void => {
    isDone = true
    void report(fault, args, io).then((code) => process.exit(code))
  }
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  process.on('exit', () => {
    // Ctrl-C twice, and a reader of our output that went away, end it as well.
    if (isDone || io.signal.aborted || process.stdout.errored) return
    io.err(
      'error: the process was ended from inside before the command was done: look for process.exit in your definitions\n',
    )
    process.exitCode = 1
  })
  return {
    done: (code) => {
      isDone = true
      process.exitCode = code
    },
  }
}
