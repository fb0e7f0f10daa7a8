import { symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { statDataFile } from '../../../src/store/files/data-file.js'
import { readText } from '../../../src/workspace/files/read-text.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

test('a file is described, also behind a link; a folder is refused', async () => {
  await writeFile(join(folder, 'a.csv'), 'abc')
  await symlink(join(folder, 'a.csv'), join(folder, 'b.csv'))
  expect((await statDataFile(join(folder, 'b.csv'))).size).toBe(3)
  await expect(statDataFile(folder)).rejects.toThrow(/is a folder/)
  await expect(statDataFile(join(folder, 'nothing'))).rejects.toThrow(/ENOENT/)
})

test('a text of a few numbers is not read where it is huge', async () => {
  await writeFile(join(folder, 's.json'), '')
  await truncate(join(folder, 's.json'), 65 * 2 ** 20)
  await expect(readText(join(folder, 's.json'), '{scaler}')).rejects.toThrow(/has 65 MB: expected at most 64 MB/)
})

describe.runIf(process.platform === 'linux')('a link to the environment of this process', () => {
  test.each(['x.csv', 'x.json', 'x.parquet', 'x.zip'])('is no file of candles: %s', async (name) => {
    await symlink('/proc/self/environ', join(folder, name))
    const workspace = await openTestWorkspace(folder)
    await expect(workspace.data.import({ files: [name], base: 'fil' })).rejects.toThrow(
      /which leads to \/proc\/\d+\/environ, is a part of the system: expected a file of data$/,
    )
  })

  test('is nothing that is quoted in a message: as a scaler, as predictions, as sets', async () => {
    for (const name of ['s.json', 'p.csv']) await symlink('/proc/self/environ', join(folder, name))
    await expect(readText(join(folder, 's.json'), '{scaler}')).rejects.toThrow(/scaler: .*is a part of the system/)
    const workspace = await openTestWorkspace(folder)
    await expect(workspace.assess({ predictions: 'p.csv' })).rejects.toThrow(/is a part of the system/)
  })
})
