import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { definitionHash } from '../../src/definitions/definition-hash.js'
import { featureCatalog } from '../../src/features/catalog.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const SOURCES = {
  'catalog/F.ts': "import { mean } from '../mean.js'\nimport type { Shape } from '../shape.js'\nexport default mean\n",
  'mean.ts': "export { sum } from './sum.js'\nimport './sum.js'\nexport const mean = 1\n",
  'sum.ts': "// from './nowhere.js'\nimport F from './catalog/F.js'\nconst late = () => import('./late.js')\n",
  'late.ts': 'export const late = 1\n',
  'shape.ts': 'export interface Shape {}\n',
  'other.ts': 'export const other = 1\n',
}

async function hashWith(changes: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'catalog'))
  for (const [name, text] of Object.entries({ ...SOURCES, ...changes })) await writeFile(join(folder, name), text)
  return definitionHash(join(folder, 'catalog', 'F.ts'))
}

describe('the hash of a definition', () => {
  test('is the same in another folder', async () => {
    expect(await hashWith({})).toBe(await hashWith({}))
  })

  test.each(['catalog/F.ts', 'mean.ts', 'sum.ts', 'late.ts'] as const)('changes with %s', async (name) => {
    expect(await hashWith({ [name]: `${SOURCES[name]}\n` })).not.toBe(await hashWith({}))
  })

  test.each(['shape.ts', 'other.ts'] as const)('does not change with %s, which leaves no trace', async (name) => {
    expect(await hashWith({ [name]: `${SOURCES[name]}\n` })).toBe(await hashWith({}))
  })

  test('differs between the feature sets there are', async () => {
    const files = [...(await featureCatalog()).values()].map(({ file }) => file)
    const hashes = await Promise.all(files.map(definitionHash))
    expect(new Set(hashes).size).toBe(files.length)
  })
})
