import { chmodSync, closeSync, existsSync, openSync } from 'node:fs'
import Database from 'libsql'
import { z } from 'zod'
import { UserError, messageOf } from '../core/errors.js'
import { MIGRATIONS } from './migrations.js'

/**
 * What a book survives. With `powerCut` every commit reaches the disk, so that an order is in the book before it is
 * sent, whatever happens. With `crash` the book survives the end of the process; after a power cut the last moments may
 * be missing.
 */
export type Durability = 'powerCut' | 'crash'

/** Opens the SQLite file of a book, creates it where it is missing, and brings its schema up to date. */
export function openDatabase(file: string, durability: Durability): Database.Database {
  const database = openFile(file)
  try {
    const synchronous = durability === 'powerCut' ? 'FULL' : 'NORMAL'
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA foreign_keys = ON`)
    migrate(database, file)
    return database
  } catch (error) {
    database.close()
    throw error instanceof UserError ? error : unusable(file, error)
  }
}

function openFile(file: string): Database.Database {
  try {
    restrictToOwner(file)
    return new Database(file, { timeout: 5000 })
  } catch (error) {
    throw unusable(file, error)
  }
}

/**
 * A book tells what its owner has: nobody else reads it. It is made here, since SQLite would make it as readable as the system has
 * it for new files; the files beside it get the mode of the book.
 */
function restrictToOwner(file: string): void {
  if (file === ':memory:') return
  closeSync(openSync(file, 'a', 0o600))
  try {
    for (const name of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(name)) chmodSync(name, 0o600)
  } catch {
    // It belongs to somebody else, who lets us write into it.
  }
}

function unusable(file: string, error: unknown): UserError {
  return new UserError(
    `${file} cannot be used as a book: ${messageOf(error)}; move it away or set another file as book`,
  )
}

const versionRow = z.object({ user_version: z.int() })

function migrate(database: Database.Database, file: string): void {
  const step = database.transaction(() => {
    const { user_version: version } = versionRow.parse(database.prepare('PRAGMA user_version').get())
    if (version > MIGRATIONS.length) {
      throw new UserError(
        `${file} is a book of version ${version}, this program knows ${MIGRATIONS.length}; run a newer followupward`,
      )
    }
    for (const sql of MIGRATIONS.slice(version)) database.exec(sql)
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`)
  })
  step.immediate()
}
