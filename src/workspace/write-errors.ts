import { UserError, messageOf, systemCodeOf } from '../core/errors.js'
import { RequestError } from '../core/request-error.js'

/** What is wrong with a path, by the system's error codes; a full disk is told elsewhere. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'there is no permission to write there'],
  ['EPERM', 'there is no permission to write there'],
  ['EROFS', 'the disk is read-only'],
  ['EISDIR', 'it is a folder'],
  ['ENOTEMPTY', 'it is a folder'],
  ['ENOTDIR', 'a part of the path is a file, not a folder'],
  ['EEXIST', 'a part of the path is a file, not a folder'],
  ['ENOENT', 'its folder cannot be made'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['EINVAL', 'the name is not allowed there'],
  ['ELOOP', 'it is a link to itself'],
])

/**
 * Writes a file that is named by a key of a request (`{out}`) or by an option of a front. Where the path is to blame, throws a
 * RequestError that names the key and the path.
 */
export async function withWriteErrors<T>(option: string, file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const reason = REASONS.get(systemCodeOf(error) ?? '')
    if (error instanceof UserError || reason === undefined) throw error
    throw new RequestError(`${option} ${file} cannot be written: ${reason}; name another file (${messageOf(error)})`, {
      cause: error,
    })
  }
}
