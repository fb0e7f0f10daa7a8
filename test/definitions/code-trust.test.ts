import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/core/errors.js'
import { RequestError } from '../../src/core/request-error.js'
import { eventCatalog } from '../../src/datasets/event-catalog.js'
import { metricCatalog } from '../../src/classifier/metric-catalog.js'
import { allowCode, isCodeAllowed, listCodeFiles } from '../../src/definitions/code-trust.js'
import { featureCatalog } from '../../src/features/catalog.js'
import { netCatalog } from '../../src/nets/catalog.js'
import { targetCatalog } from '../../src/targets/catalog.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const FOLDERS = ['features', 'targets', 'nets', 'events', 'metrics'] as const
const catalogs = {
  features: featureCatalog,
  targets: targetCatalog,
  nets: netCatalog,
  events: eventCatalog,
  metrics: metricCatalog,
}

/** A workspace as somebody else sent it: each of its files leaves a mark where it runs. */
async function foreignWorkspace(): Promise<{ readonly workspace: string; readonly mark: string }> {
  const workspace = await temporaryFolder()
  const mark = join(workspace, 'was-run')
  for (const folder of FOLDERS) {
    await mkdir(join(workspace, folder, 'lib'), { recursive: true })
    await writeFile(join(workspace, folder, 'lib', 'part.ts'), `export const one = 1\n`)
    await writeFile(
      join(workspace, folder, 'Foreign.ts'),
      `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(mark)}, 'x')\nexport default {}\n`,
    )
  }
  return { workspace, mark }
}

describe('the code of a workspace that is not trusted', () => {
  test.each(FOLDERS)('does not run from %s, whether it is named or listed', async (folder) => {
    const { workspace, mark } = await foreignWorkspace()
    const named = await catalogs[folder]({ workspace, id: 'Foreign' }).catch((error: unknown) => error)
    expect(named).toBeInstanceOf(RequestError)
    expect(String(named)).toContain(
      `${workspace} is not trusted on this machine, so that ${join(folder, 'Foreign.ts')} was not run;`,
    )
    await expect(catalogs[folder]({ workspace })).rejects.toThrow('is not trusted on this machine')
    expect(existsSync(mark)).toBe(false)
  })

  test('is refused to those who are told of each file, and the package stays at hand', async () => {
    const { workspace, mark } = await foreignWorkspace()
    const refused: string[] = []
    const sets = await featureCatalog({
      workspace,
      onRefused: (file, error) => refused.push(`${file}: ${error.message}`),
    })
    expect(refused).toEqual([expect.stringContaining('is not trusted')])
    expect([...sets.keys()]).toContain('F2cond20')
    expect((await featureCatalog({ workspace, id: 'F2cond20' })).get('F2cond20')?.userDefined).toBe(false)
    expect(existsSync(mark)).toBe(false)
  })

  test('runs once it may, under whatever name the folder is reached', async () => {
    const { workspace, mark } = await foreignWorkspace()
    const link = join(await temporaryFolder(), 'link')
    await symlink(workspace, link)
    allowCode(link)
    expect([isCodeAllowed(workspace), isCodeAllowed(join(workspace, 'features'))]).toEqual([true, false])
    await expect(featureCatalog({ workspace, id: 'Foreign' })).rejects.toThrow(UserError)
    expect(existsSync(mark)).toBe(true)
  })

  test('is listed with what it may import', async () => {
    const { workspace } = await foreignWorkspace()
    await writeFile(join(workspace, 'features', 'notes.md'), '')
    const files = await listCodeFiles(workspace)
    expect(files.filter((file) => file.startsWith('features'))).toEqual([
      join('features', 'Foreign.ts'),
      join('features', 'lib', 'part.ts'),
    ])
    expect(files).toHaveLength(2 * FOLDERS.length)
    expect(await listCodeFiles(join(workspace, 'nowhere'))).toEqual([])
  })
})
