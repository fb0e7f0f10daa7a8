import type { CommandEntry } from './command.js'

/** Every command, in the order of `--help`. */
export const commands: readonly CommandEntry[] = [
  { name: 'init', summary: 'a new workspace in this folder', load: () => import('./commands/init.js') },
  {
    name: 'train',
    summary: 'a classifier from stored candles: the best epoch by validation gain is kept',
    load: () => import('./commands/train.js'),
  },
  {
    name: 'assess',
    summary: 'what trading on a classifier’s scores, or on any predictions, would have gained',
    load: () => import('./commands/assess.js'),
  },
]
