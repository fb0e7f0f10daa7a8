import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemCodeOf } from '../../../src/core/errors.js'
import { makeFolder, makeFolderSync } from '../../../src/store/files/make-folder.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const WAYS = [makeFolder, (folder: string): Promise<void> => Promise.resolve().then(() => makeFolderSync(folder))]

test.each(WAYS)('a folder is made with those that it lies in, and may be there already', async (make) => {
  const folder = join(await temporaryFolder(), 'a/b/c')
  await make(folder)
  await make(folder)
  expect((await stat(folder)).isDirectory()).toBe(true)
  await Promise.all(['d', 'e', 'd/f'].map((name) => make(join(folder, 'x', name))))
})

test('many make folders in one that is missing at the same time', async () => {
  const folder = await temporaryFolder()
  const names = Array.from({ length: 24 }, (_, index) => join(folder, 'a/b/c', String(index % 6), String(index)))
  await Promise.all(names.map((name) => makeFolder(name)))
  for (const name of names) expect((await stat(name)).isDirectory()).toBe(true)
})

test.each(WAYS)('one that cannot be made is an error of the system', async (make) => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'file'), '')
  const codeOf = (path: string): Promise<string | undefined> => make(path).then(() => undefined, systemCodeOf)
  expect(await codeOf(join(folder, 'file/a/b'))).toBe('ENOTDIR')
  expect(await codeOf(join(folder, 'file'))).toBe('EEXIST')
  expect(await codeOf(join(folder, 'x'.repeat(300), 'a'))).toBe('ENAMETOOLONG')
})

test.runIf(process.platform === 'linux').each(WAYS)('below /proc it ends with an error', async (make) => {
  await expect(make('/proc/followupward/a/b')).rejects.toThrow(/ENOENT|EACCES|EPERM|EROFS/)
})
