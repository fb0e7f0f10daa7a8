import type { CommandEntry } from './command.js'

/** Every command, in the order of `--help`. */
export const commands: readonly CommandEntry[] = [
  { name: 'init', summary: 'a new workspace in this folder', load: () => import('./commands/init.js') },
]
