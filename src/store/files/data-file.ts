import type { Stats } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { UserError } from '../../core/errors.js'

/** Folders in which Linux shows itself: what a file there "holds" may be the environment of this process. */
const SYSTEM = /^\/(?:proc|sys|dev)(?:\/|$)/

/**
 * Describes the file of data that a user names, wherever links lead. Throws UserError where that is a part of the system rather than a
 * file, and the system's error where there is none.
 */
export async function statDataFile(path: string): Promise<Stats> {
  const target = await realpath(path)
  const found = await stat(target)
  if (found.isDirectory()) throw new UserError(`${path} is a folder: name the files in it`)
  if (found.isFile() && !SYSTEM.test(target)) return found
  throw new UserError(
    `${path}${target === path ? '' : `, which leads to ${target},`} is a part of the system: expected a file of data`,
  )
}
