import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { UserError, messageOf, systemCodeOf } from '../core/errors.js'

/** Why a book cannot be read or written. */
export type BookErrorReason = 'full' | 'locked' | 'permission' | 'missing' | 'foreign' | 'corrupt' | 'io' | 'other'

/** The file of a book cannot be read or written now. The message says what to do about it. */
export class BookError extends UserError {
  override readonly name = 'BookError'

  constructor(
    message: string,
    readonly reason: BookErrorReason,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** The book alone knows positions and open orders: no advice may make anybody lose it. */
const ADVICE: Readonly<Record<BookErrorReason, string>> = {
  full: 'free some space on its disk and start again, and leave the book where it is: it alone knows positions and open orders',
  locked: 'another program keeps it locked: end that program (a backup, a database browser) and start again',
  permission: 'give this user the right to read and write the file and its folder',
  missing: 'create its folder, or set another file as book',
  foreign:
    'it is another file, or the beginning of a book is damaged; restore a damaged book from a backup; in case of another file move it away or set another one as book',
  corrupt:
    'it is damaged; restore it from a backup and keep the damaged file, because it alone knows what came after that backup',
  io: 'the disk reports an error; check disk and file system, and copy the book before anything else',
  other: 'it was changed by another program or by another version of this one',
}

/** Turns an error of the database into one that says what to do; any other error is returned as it is. */
export function explainBookError(file: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  return bookErrorOf(file, reasonOf(error.code), messageOf(error).split('\n')[0] ?? '', error)
}

/** Turns an error of opening the file, of which the database tells a number alone, into one that says what to do. */
export function explainOpenError(file: string, error: unknown): unknown {
  if (error instanceof Database.SqliteError) return explainBookError(file, error)
  const { reason, text } = openErrorOf(file)
  return bookErrorOf(file, reason, text, error)
}

function bookErrorOf(file: string, reason: BookErrorReason, text: string, cause: unknown): BookError {
  return new BookError(`${file} cannot be used as a book: ${text}; ${ADVICE[reason]}`, reason, { cause })
}

const REASONS: readonly (readonly [prefix: string, reason: BookErrorReason])[] = [
  ['SQLITE_FULL', 'full'],
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_READONLY', 'permission'],
  ['SQLITE_PERM', 'permission'],
  ['SQLITE_AUTH', 'permission'],
  ['SQLITE_CANTOPEN', 'permission'],
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'foreign'],
  ['SQLITE_IOERR', 'io'],
]

function reasonOf(code: string): BookErrorReason {
  return REASONS.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'other'
}

function openErrorOf(file: string): { readonly reason: BookErrorReason; readonly text: string } {
  try {
    accessSync(dirname(file), constants.W_OK)
    if (statSync(file).isDirectory()) return { reason: 'missing', text: 'it is a folder' }
    accessSync(file, constants.R_OK | constants.W_OK)
    return { reason: 'other', text: 'it cannot be opened' }
  } catch (error) {
    const code = systemCodeOf(error)
    const text = messageOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return { reason: 'missing', text: 'its folder is not there' }
    return { reason: code === 'ENOSPC' ? 'full' : 'permission', text }
  }
}
