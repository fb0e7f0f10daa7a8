import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src/workspace/index.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'

describe('init', () => {
  test('writes a configuration, sets and an example of each kind of definition', async () => {
    const workspace = await openTestWorkspace()
    const { folder, written, kept } = await workspace.init({})
    expect([folder, kept]).toEqual([workspace.directory, []])
    expect((await readdir(folder)).sort()).toEqual([
      'features',
      'followupward.yaml',
      'metrics',
      'sets_split.csv',
      'targets',
      'tsconfig.json',
    ])
    expect(written).toContain('features/ExampleReturns.ts')
    expect(written).toHaveLength(6)
  })

  test('leaves what is there as it is, and refuses a folder that is a workspace', async () => {
    const workspace = await openTestWorkspace()
    const file = join(workspace.directory, 'tsconfig.json')
    await writeFile(file, '{}')
    expect(await workspace.init({})).toMatchObject({ kept: ['tsconfig.json'] })
    expect(await readFile(file, 'utf8')).toBe('{}')
    expect(workspace.logged).toEqual(['note: tsconfig.json is there already and stays as it is'])
    await expect(workspace.init({})).rejects.toThrow(
      /followupward\.yaml is there already; choose another folder or remove it first$/,
    )
  })

  test('a file in the place of a folder is told, and leaves no workspace behind', async () => {
    const workspace = await openTestWorkspace()
    const { directory } = workspace
    await writeFile(join(directory, 'file'), '')
    await mkdir(join(directory, 'market'))
    await writeFile(join(directory, 'market/features'), '')
    for (const [folder, path] of [
      ['file', 'file'],
      ['file/below', 'file/below'],
      ['market', 'market/features'],
    ] as const) {
      const refusal = await workspace.init({ folder }).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(UserError)
      expect(String(refusal)).toContain(`${join(directory, path)} cannot be made a folder: `)
    }
    await rm(join(directory, 'market/features'))
    expect(await workspace.init({ folder: 'market' })).toMatchObject({ folder: join(directory, 'market') })
  })
})
