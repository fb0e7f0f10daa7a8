import { openBook } from '../../bookkeeping/book.js'
import { traderStateOf } from '../../bookkeeping/trader-state.js'
import type { Clock } from '../../core/clock.js'
import { UserError } from '../../core/errors.js'
import { pathExists } from '../../store/files/paths.js'
import type { WorkspaceFolder } from '../context.js'

/** Throws UserError where a trader of the workspace follows this classifier. */
export async function requireNoTrader({ bookFile }: WorkspaceFolder, name: string, clock: Clock): Promise<void> {
  if (!(await pathExists(bookFile))) return
  const book = openBook(bookFile, 'crash')
  try {
    const now = clock.now()
    const runs = book.runs().filter(({ classifier }) => classifier?.id === name)
    const running = runs.find((run) => traderStateOf(book, run, now) === 'running')
    if (running) throw new UserError(`run ${running.id} trades on classifier ${name}; stop it first`)
  } finally {
    book.close()
  }
}
