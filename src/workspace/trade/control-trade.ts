import { openBook } from '../../bookkeeping/book.js'
import { parseRequest } from '../../config/resolve-request.js'
import { UserError } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { pathExists } from '../../store/files/paths.js'
import type { WorkspaceContext } from '../context.js'
import { controlTradeSchema, type ControlTradeRequest } from './request.js'
import type { AccountControl } from './result.js'

/**
 * Tells the traders of an account to pause or to end, or takes that back; it holds until it is taken back, also for traders that
 * start later. A running trader hears of it within half a second. Throws UserError for an account that the book does not know.
 */
export async function controlTrade(
  request: ControlTradeRequest,
  { workspace, clock }: WorkspaceContext,
  { source = 'script' }: { readonly source?: string } = {},
): Promise<AccountControl> {
  const { account, command } = parseRequest(controlTradeSchema, request)
  if (!(await pathExists(workspace.bookFile))) throw new UserError('there is no book yet; nothing has been traded here')
  const book = openBook(workspace.bookFile, 'crash')
  try {
    if (!book.runs().some((run) => run.account === account))
      throw new RequestError(`the book has no {account} ${account}; choose one of its runs`)
    book.recordCommand({ account, time: clock.now(), command, source })
    const { paused, killed } = book.accountState(account)
    return { account, isPaused: paused !== undefined, isKilled: killed !== undefined }
  } finally {
    book.close()
  }
}
