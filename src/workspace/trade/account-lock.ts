import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { systemCodeOf } from '../../core/errors.js'
import { makeFolder } from '../../store/files/make-folder.js'
import { withLock } from '../../store/files/writer-lock.js'
import type { TradeSession } from './trade-session.js'
import type { TradingVenue } from './venues.js'

/**
 * Runs `work` as the only trader of this user on one account of an exchange, from whatever folder: two books on one account would
 * each sell what the other bought. The lock of a dead process is taken over. Throws UserError that names the folder and the
 * process of the other trader.
 */
export async function withAccountLock<T>(
  { hooks, context }: Pick<TradeSession, 'hooks' | 'context'>,
  { mode, identity }: Pick<TradingVenue, 'mode' | 'identity'>,
  work: () => Promise<T>,
): Promise<T> {
  const { directory, config } = context.workspace
  const folder = join(hooks.lockFolder ?? (await defaultTraderLocks()), identity)
  const describeRefusal = ({
    pid,
    note = 'another folder',
  }: {
    readonly pid: number
    readonly note?: string | undefined
  }): string =>
    `this account of ${config.exchange.id} in mode ${mode} is traded by process ${pid} already, from ${note}: two books on one account would each sell what the other bought; stop that one first. Nothing was traded`
  return withLock(folder, { note: resolve(directory), describeRefusal }, work)
}

/**
 * The folder of the locks of all traders of this user on this machine. It follows from the user alone and never from the
 * environment, so that no two traders can look in different places.
 */
export async function defaultTraderLocks(): Promise<string> {
  const { homedir, uid } = userInfo()
  const folder = join(homedir, '.local', 'state', 'followupward', 'traders')
  try {
    await makeFolder(folder, 0o700)
    return folder
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error
    // A user without a home folder that can be written to.
    return join(tmpdir(), `followupward-${uid}`, 'traders')
  }
}
