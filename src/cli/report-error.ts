import { CommanderError } from 'commander'
import { CancelledError, explainError, messageOf } from '../core/errors.js'
import type { Io } from './io.js'
import { red } from './style.js'
import { LostReaderError } from './lost-reader-error.js'

/** Tells the user of an error in one line, with its stack where `args` ask for it; the exit code is the result. */
export async function report(error: unknown, args: readonly string[], io: Io): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (io.signal.reason instanceof LostReaderError && error instanceof CancelledError) return 0
  if (io.signal.aborted || error instanceof CancelledError) {
    io.err(`stopped: ${messageOf(error)}\n`)
    return 130
  }
  // Loaded now: the schemas of all use cases take longer to load than the command line itself.
  const { commandLineOf } = await import('./command-line.js')
  const line = explainError(error, commandLineOf)
  io.err(
    `${red('error:')} ${line}${line.startsWith('unexpected: ') ? ' (run again with --verbose for the stack)' : ''}\n`,
  )
  if (args.includes('--verbose') && error instanceof Error) io.err(`${error.stack ?? ''}\n`)
  return 1
}
