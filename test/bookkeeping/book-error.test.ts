import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'libsql'
import { expect, onTestFinished, test } from 'vitest'
import { BookError, explainBookError } from '../../src/bookkeeping/book-error.js'
import { openBook } from '../../src/bookkeeping/book.js'
import { openDatabase } from '../../src/bookkeeping/open-database.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const RUN = { id: 'r1', account: 'a', mode: 'testnet', time: 1, config: '{}' } as const

async function newFile(): Promise<string> {
  return join(await temporaryFolder(), 'book.sqlite')
}

function errorOf(work: () => unknown): BookError {
  try {
    work()
  } catch (error) {
    if (error instanceof BookError) return error
    throw error
  }
  throw new Error('no fault')
}

test('a full disk says to free space, never to move the book away, and names the cause inside a transaction too', async () => {
  const file = await newFile()
  const database = openDatabase(file, 'crash')
  onTestFinished(() => database.close())
  const insert = database.prepare('INSERT INTO heartbeats VALUES (?, 1, 1)')
  database.prepare('PRAGMA foreign_keys = OFF').get()
  database.prepare('PRAGMA max_page_count = 1').get()
  const fill = database.transaction(() => {
    for (let row = 0; row < 1000; row++) insert.run(`${row}`.padEnd(1000, 'x'))
  })
  const fault = errorOf(fill)
  expect(fault.reason).toBe('full')
  expect(fault.message).toMatch(/book\.sqlite cannot be used as a book: database or disk is full; free some space/)
  expect(fault.message).not.toMatch(/move/)
  expect(database.prepare('SELECT count(*) AS n FROM heartbeats').get()).toMatchObject({ n: 0 })
})

test('a locked book names the lock', async () => {
  const file = await newFile()
  const book = openBook(file, 'crash')
  const other = new Database(file)
  onTestFinished(() => {
    other.close()
    book.close()
  })
  other.exec('BEGIN IMMEDIATE')
  const fault = errorOf(() => book.startRun(RUN))
  expect(fault.reason).toBe('locked')
  expect(fault.message).toContain('another program keeps it locked')
  expect(book.runs()).toEqual([])
  other.exec('ROLLBACK')
  book.startRun(RUN)
  book.recordBalances('r1', 1, new Map())
  expect(book.runs().length).toBe(1)
}, 120_000)

test('a damaged book is to be restored and kept', async () => {
  const file = await newFile()
  const book = openBook(file)
  for (let number = 0; number < 200; number++) book.startRun({ ...RUN, id: `r${number}`, config: 'x'.repeat(500) })
  book.close()
  const raw = new Database(file)
  raw.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  raw.close()
  const bytes = await readFile(file)
  await writeFile(file, bytes.fill(0x5a, 4096))
  const fault = errorOf(() => openBook(file).runs())
  expect(fault.reason).toBe('corrupt')
  expect(fault.message).toMatch(/restore it from a backup and keep the damaged file/)
})

test('a folder in the place of the book, and a missing one above it, are named', async () => {
  const file = await newFile()
  await mkdir(file)
  expect(errorOf(() => openBook(file)).message).toMatch(/it is a folder; .*set another file as book/)
  expect(errorOf(() => openBook(join(file, 'none', 'book.sqlite'))).message).toMatch(/its folder is not there/)
})

test.each([
  ['SQLITE_READONLY', 'permission'],
  ['SQLITE_CANTOPEN', 'permission'],
  ['SQLITE_IOERR_WRITE', 'io'],
  ['SQLITE_BUSY_SNAPSHOT', 'locked'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'other'],
])('%s is a fault of kind %s', (code, reason) => {
  expect(explainBookError('book', new Database.SqliteError('words', code, 1))).toMatchObject({ reason })
})

test('any other error stays what it is', () => {
  const error = new RangeError('order o is not in the book')
  expect(explainBookError('book', error)).toBe(error)
})
