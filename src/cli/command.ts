import type { Command } from 'commander'
import type { Io } from './io.js'

/** One command of the command line. `configure` adds options and the action; heavy imports live in its module only. */
export interface CommandModule {
  configure(command: Command, io: Io): void
}

/** A line of `--help`; the module is loaded only when its command runs. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  /** Command lines without the name of the program: the shortest that does something, and a typical one. */
  readonly examples: readonly [string, string]
  load(): Promise<{ readonly default: CommandModule }>
}
