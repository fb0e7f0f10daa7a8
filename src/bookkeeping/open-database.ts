import Database from 'libsql'
import { z } from 'zod'
import { UserError } from '../core/errors.js'
import { explainBookError, explainOpenError } from './book-error.js'
import { MIGRATIONS } from './migrations.js'

/**
 * What a book survives. With `powerCut` every commit reaches the disk, so that an order is in the book before it is
 * sent, whatever happens. With `crash` the book survives the end of the process; after a power cut the last moments may
 * be missing.
 */
export type Durability = 'powerCut' | 'crash'

export type SqlValue = string | number | null

export interface BookStatement {
  run(...values: readonly SqlValue[]): { readonly changes: number }
  /** Returns the first row; undefined where there is none. */
  get(...values: readonly SqlValue[]): unknown
  all(...values: readonly SqlValue[]): readonly unknown[]
}

/** The database behind a book. Every method throws BookError where the file cannot be read or written. */
export interface BookDatabase {
  prepare(sql: string): BookStatement
  /** Makes a function whose changes are written wholly or not at all. */
  transaction<Args extends readonly unknown[], Result>(work: (...args: Args) => Result): (...args: Args) => Result
  close(): void
}

/** Opens the SQLite file of a book, creates it where it is missing, and brings its schema up to date. */
export function openDatabase(file: string, durability: Durability): BookDatabase {
  const raw = openFile(file)
  const database = explainingDatabase(raw, file)
  try {
    const synchronous = durability === 'powerCut' ? 'FULL' : 'NORMAL'
    raw.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA foreign_keys = ON`)
    database.transaction(() => migrate(raw, file))()
    return database
  } catch (error) {
    raw.close()
    throw explainBookError(file, error)
  }
}

/** Milliseconds that a statement waits for another program that writes to the file. */
const BUSY_TIMEOUT = 5000

function openFile(file: string): Database.Database {
  try {
    return new Database(file, { timeout: BUSY_TIMEOUT })
  } catch (error) {
    throw explainOpenError(file, error)
  }
}

/**
 * Every change is made in a transaction, because a statement that waited for a lock in vain would stay open in this
 * library, and no transaction of the connection could end any more.
 */
function explainingDatabase(raw: Database.Database, file: string): BookDatabase {
  const explained = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw explainBookError(file, error)
    }
  }
  const inTransaction = <T>(work: () => T): T => {
    if (raw.inTransaction) return work()
    raw.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      raw.exec('COMMIT')
      return result
    } catch (error) {
      // A full disk has taken the transaction back already, and its error is the one to tell of.
      if (raw.inTransaction) raw.exec('ROLLBACK')
      throw error
    }
  }
  return {
    prepare: (sql) => {
      const statement = explained(() => raw.prepare(sql))
      return {
        run: (...values) => explained(() => inTransaction(() => statement.run(...values))),
        get: (...values) => explained((): unknown => statement.get(...values)),
        all: (...values) => explained((): readonly unknown[] => statement.all(...values)),
      }
    },
    transaction:
      (work) =>
      (...args) =>
        explained(() => inTransaction(() => work(...args))),
    close: () => {
      raw.close()
    },
  }
}

const versionRow = z.object({ user_version: z.int() })

function migrate(database: Database.Database, file: string): void {
  const { user_version: version } = versionRow.parse(database.prepare('PRAGMA user_version').get())
  if (version > MIGRATIONS.length) {
    throw new UserError(
      `${file} is a book of version ${version}, this program knows ${MIGRATIONS.length}; run a newer followupward`,
    )
  }
  for (const sql of MIGRATIONS.slice(version)) database.exec(sql)
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`)
}
