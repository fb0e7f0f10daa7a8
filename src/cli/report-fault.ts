import { CommanderError } from 'commander'
import { CancelledError, UserError, messageOf, systemCodeOf } from '../core/errors.js'
import type { Io } from './io.js'

/** Tells the user of a fault in one line, with its stack where `args` ask for it; the exit code is the result. */
export function report(error: unknown, args: readonly string[], io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (io.signal.aborted || error instanceof CancelledError) {
    io.err(`stopped: ${messageOf(error)}\n`)
    return 130
  }
  io.err(`error: ${explain(error)}\n`)
  if (args.includes('--verbose') && error instanceof Error) io.err(`${error.stack ?? ''}\n`)
  return 1
}

/** One line for any fault. One that no part of the product foresaw is marked so, with the way to its stack. */
function explain(error: unknown): string {
  if (error instanceof UserError) return error.message
  const code = systemCodeOf(error)
  if (code === 'ENOSPC') return `no space left on the disk; free some and run the command again (${messageOf(error)})`
  if (code === 'EACCES' || code === 'EPERM') return `no permission: ${messageOf(error)}`
  const [line = ''] = messageOf(error).split('\n')
  return `unexpected: ${line} (run again with --verbose for the stack)`
}
