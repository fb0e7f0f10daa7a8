import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { appendToSharedLog, readSharedLog } from '../../../src/store/files/shared-log.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

async function logOf(...lines: string[]): Promise<string> {
  const file = join(await temporaryFolder(), 'ledger', 'trials.log')
  for (const line of lines) await appendToSharedLog(file, line)
  return file
}

test('a missing log is empty; what was appended is read in its order', async () => {
  const file = join(await temporaryFolder(), 'none.log')
  expect(await readSharedLog(file)).toEqual({ lines: [], damagedLines: 0 })
  expect(await readSharedLog(await logOf('one', 'zwei ü', 'one'))).toEqual({
    lines: ['one', 'zwei ü', 'one'],
    damagedLines: 0,
  })
})

test('a line cut off at any byte is lost alone, and the next one is read behind it', async () => {
  const file = await logOf('first', 'second')
  const bytes = await readFile(file)
  const begin = bytes.lastIndexOf(10)
  for (let length = begin; length < bytes.byteLength; length++) {
    await writeFile(file, bytes)
    await truncate(file, length)
    await appendToSharedLog(file, 'third')
    const { lines, damagedLines } = await readSharedLog(file)
    expect(lines).toEqual(['first', 'third'])
    expect(damagedLines).toBe(length > begin + 1 ? 1 : 0)
  }
})

test('a line changed by hand counts as damaged', async () => {
  const file = await logOf('first', 'second')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace('first', 'worst'))
  expect(await readSharedLog(file)).toEqual({ lines: ['second'], damagedLines: 1 })
  await appendFile(file, '\nno checksum')
  expect((await readSharedLog(file)).damagedLines).toBe(2)
})

test('what is in the log already is never written again', async () => {
  const file = await logOf('first')
  const before = await readFile(file)
  await appendToSharedLog(file, 'second')
  expect((await readFile(file)).subarray(0, before.byteLength)).toEqual(before)
})
