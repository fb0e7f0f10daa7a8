import { Command } from 'commander'
import type { CommandEntry } from './command.js'
import { commands } from './commands.js'
import { withoutUnwantedColor, type Io } from './io.js'
import { packageVersion } from '../workspace/package-version.js'
import { report } from './report-error.js'
import { bold } from './style.js'

/** Runs one command line; resolves to the exit code: 0 done, 1 a fault, 2 wrong usage, 130 stopped by the user. */
export async function run(args: readonly string[], outside: Io): Promise<number> {
  const io = withoutUnwantedColor(outside)
  const program = await programFor(args, io)
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    return report(error, args, io)
  }
}

function examplesText({ examples }: CommandEntry): string {
  return `\n${bold('Examples:')}\n${examples.map((words) => `  followupward ${words}\n`).join('')}`.trimEnd()
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
    if (entry.name === asked) {
      ;(await entry.load()).default.configure(command, io)
      command.addHelpText('after', examplesText(entry))
    }
  }
  return program
}
