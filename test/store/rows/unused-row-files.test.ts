import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { createRowFile, openRowFile } from '../../../src/store/rows/row-file.js'
import { markRowFileUsed, removeUnusedRowFiles } from '../../../src/store/rows/unused-row-files.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const DAY = 86_400_000
const NOW = Date.UTC(2024, 0, 31)
const KEPT = { now: NOW, maxAgeDays: 14, maxBytes: 1000 }

let folder = ''
beforeEach(async () => {
  folder = join(await temporaryFolder(), 'rows')
  await mkdir(folder)
})

async function put(name: string, bytes: number, daysAgo: number): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, new Uint8Array(bytes))
  await utimes(file, (NOW - daysAgo * DAY) / 1000, (NOW - daysAgo * DAY) / 1000)
  return file
}

const names = async (): Promise<string[]> => (await readdir(folder)).sort()

describe('files of rows that nobody needs', () => {
  test('are those not used for long, and nothing else in the folder', async () => {
    await put('a.rows', 100, 13)
    await put('b.rows', 200, 15)
    await put('c.rows.tmp-1-1', 100, 15)
    await put('notes.txt', 100, 99)
    expect(await removeUnusedRowFiles(folder, KEPT)).toEqual({ files: 1, bytes: 200 })
    expect(await names()).toEqual(['a.rows', 'c.rows.tmp-1-1', 'notes.txt'])
    expect(await removeUnusedRowFiles(join(folder, 'none'), KEPT)).toEqual({ files: 0, bytes: 0 })
  })

  test('beyond the room that there is, are those used longest ago', async () => {
    for (const [name, daysAgo] of [
      ['a.rows', 3],
      ['b.rows', 1],
      ['c.rows', 2],
    ] as const)
      await put(name, 400, daysAgo)
    expect(await removeUnusedRowFiles(folder, KEPT)).toEqual({ files: 1, bytes: 400 })
    expect(await names()).toEqual(['b.rows', 'c.rows'])
    expect(await removeUnusedRowFiles(folder, { ...KEPT, maxBytes: 0 })).toEqual({ files: 2, bytes: 800 })
  })

  test('are not those that a running process uses; a dead one uses nothing', async () => {
    const file = await put('a.rows', 400, 99)
    await put('b.rows', 400, 99)
    await writeFile(join(folder, 'b.rows.used-4194305-1'), '{"pid":4194305,"host":"","started":"1"}')
    await writeFile(join(folder, 'b.rows.used-4194304-1'), '')
    const release = await markRowFileUsed(file)
    // Of another machine nothing is known: its mark counts.
    expect(await removeUnusedRowFiles(folder, KEPT)).toEqual({ files: 0, bytes: 0 })
    await writeFile(join(folder, 'b.rows.used-4194305-1'), '')
    expect(await removeUnusedRowFiles(folder, KEPT)).toEqual({ files: 1, bytes: 400 })
    expect(await names()).toEqual(['a.rows', expect.stringMatching(/^a\.rows\.used-/)])
    await release()
    expect(await removeUnusedRowFiles(folder, KEPT)).toEqual({ files: 1, bytes: 400 })
    expect(await names()).toEqual([])
  })

  test('an open one is in use until it is closed, and was used when it was opened', async () => {
    const file = join(folder, 'a.rows')
    const writer = await createRowFile(file, { rows: 1, width: 2, labels: false, weights: false })
    await writer.writeFeatures(0, Float32Array.of(1, 2))
    await writer.commit({})
    await utimes(file, 0, 0)
    const opened = await openRowFile(file, NOW)
    if (!opened || opened === 'damaged') throw new Error('it is not there')
    expect(await removeUnusedRowFiles(folder, { ...KEPT, maxBytes: 0 })).toEqual({ files: 0, bytes: 0 })
    expect([...opened.read(0, 1)]).toEqual([1, 2])
    await opened.close()
    expect(await removeUnusedRowFiles(folder, KEPT)).toEqual({ files: 0, bytes: 0 })
    expect(await names()).toEqual(['a.rows'])
    expect(await removeUnusedRowFiles(folder, { ...KEPT, now: NOW + 15 * DAY })).toMatchObject({ files: 1 })
    expect(await openRowFile(file, NOW)).toBe(undefined)
    expect(await names()).toEqual([])
  })
})
