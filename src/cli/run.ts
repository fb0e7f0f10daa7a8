import { Command, CommanderError } from 'commander'
import { Cancelled, UserError, messageOf, systemCodeOf } from '../core/errors.js'
import { commands } from './commands.js'
import type { Io } from './io.js'
import { packageVersion } from './package-version.js'

/** Runs one command line; resolves to the exit code: 0 done, 1 a fault, 2 wrong usage, 130 stopped by the user. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const program = await programFor(args, io)
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    return report(error, args, io)
  }
}

async function programFor(args: readonly string[], io: Io): Promise<Command> {
  const program = new Command('followupward')
    .description('Engineer features and classifier nets on minute candles, and trade on their decisions.')
    .version(await packageVersion())
    .showHelpAfterError('(run followupward --help for the commands)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
  const [first, second] = args.filter((arg) => !arg.startsWith('-'))
  const asked = first === 'help' ? second : first
  for (const entry of commands) {
    const command = program.command(entry.name).description(entry.summary).exitOverride()
    command.option('--verbose', 'print the stack of an error')
    command.option('--workspace <folder>', 'folder of followupward.yaml (default: here)')
    if (entry.name === asked) (await entry.load()).default.configure(command, io)
  }
  return program
}

function report(error: unknown, args: readonly string[], io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (io.signal.aborted || error instanceof Cancelled) {
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
