import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { metricCatalog } from '../../src/classifier/metric-catalog.js'
import { eventCatalog } from '../../src/datasets/event-catalog.js'
import { definitionHash } from '../../src/definitions/definition-hash.js'
import { sourceChange } from '../../src/definitions/hashed-definition.js'
import { featureCatalog } from '../../src/features/catalog.js'
import { netCatalog } from '../../src/nets/catalog.js'
import { targetCatalog } from '../../src/targets/catalog.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { writeUserFiles } from '../support/user-files.js'

type Files = Readonly<Record<string, string>>

const SOURCES = {
  'catalog/F.ts':
    "import { mean } from '../mean.js'\nimport type { Shape } from '../shape.js'\nexport default (a: Shape) => mean(a)\n",
  'mean.ts': "export { sum } from './sum.js'\nimport './sum.js'\nexport const mean = 1\n",
  'sum.ts':
    "// from './nowhere.js'\nimport F from './catalog/F.js'\nexport const late = [F, () => import('./late.js')]\nexport const table = new URL('./table.csv', import.meta.url)\n",
  'late.ts': "export const late = require('./old.cjs')\n",
  'old.cjs': 'exports.old = 1\n',
  'table.csv': '1,2\n',
  'shape.ts': 'export interface Shape {}\n',
  'other.ts': 'export const other = 1\n',
} satisfies Files

async function hashWith(changes: Files): Promise<string> {
  const folder = await writeUserFiles({ ...SOURCES, ...changes })
  return definitionHash(join(folder, 'catalog', 'F.ts'))
}

describe('the hash of a definition', () => {
  test('is the same in another folder', async () => {
    expect(await hashWith({})).toBe(await hashWith({}))
  })

  test.each(['catalog/F.ts', 'mean.ts', 'sum.ts', 'late.ts', 'old.cjs', 'table.csv'] as const)(
    'changes with %s',
    async (name) => {
      expect(await hashWith({ [name]: `${SOURCES[name]};0\n` })).not.toBe(await hashWith({}))
    },
  )

  test.each(['shape.ts', 'other.ts'] as const)('does not change with %s, which leaves no trace', async (name) => {
    expect(await hashWith({ [name]: `${SOURCES[name]};0\n` })).toBe(await hashWith({}))
  })

  test('does not change with comments, layout and types', async () => {
    const text =
      "// The mean.\nexport { sum } from './sum.js';\nimport './sum.js'\n\nexport const mean: number =\n  1\n"
    expect(await hashWith({ 'mean.ts': text })).toBe(await hashWith({}))
  })

  test('names file and line of a text that is not valid', async () => {
    await expect(hashWith({ 'late.ts': '\nexport cnst late = 1\n' })).rejects.toThrow(/late\.ts:2:8: Unexpected "cnst"/)
  })

  test('differs between the feature sets there are', async () => {
    const files = [...(await featureCatalog()).values()].map(({ file }) => file)
    const hashes = await Promise.all(files.map((file) => definitionHash(file)))
    expect(new Set(hashes).size).toBe(files.length)
  })
})

const PACKAGE = {
  'index.ts':
    "export * from './frame.js'\nexport { mean as average, type Options } from './mean.js'\nexport * from './more/index.js'\nexport * from './volume.js'\n",
  'frame.ts': 'export interface Frame {}\nexport function makeFrame() {}\n',
  'mean.ts': "import { KERNEL } from './mean-wasm.js'\nexport interface Options {}\nexport const mean = () => KERNEL\n",
  'mean-wasm.ts': "export const KERNEL = 'AGFzbQ'\n",
  'more/index.ts':
    "export * from '../index.js'\nexport { rsi, rsi as default } from './rsi.js'\nexport const alone = 1\n",
  'more/rsi.ts': 'export const rsi = 1\n',
  'volume.ts': 'export class Volume {}\n',
} satisfies Files

/** The hash of a user's file that imports the package which is made up above. */
async function userHash(text: string, changes: Files = {}, ending = 'ts'): Promise<string> {
  const folder = await writeUserFiles({ ...PACKAGE, ...changes })
  const workspace = await writeUserFiles({ [`features/F.${ending}`]: text })
  return definitionHash(join(workspace, `features/F.${ending}`), pathToFileURL(join(folder, 'index.ts')))
}

/** The modules of the package with whose code the hash of a user's file changes. */
async function modulesBehind(text: string, ending?: string): Promise<string[]> {
  const before = await userHash(text, {}, ending)
  const changed = await Promise.all(
    Object.entries(PACKAGE).map(async ([name, source]) => {
      const hash = await userHash(text, { [name]: `${source}console.log(1)\n` }, ending)
      return hash === before ? [] : [name]
    }),
  )
  return changed.flat()
}

describe('the hash of a user’s definition covers of the package', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'the module behind a name, with its kernel',
      "import { average } from 'followupward'\nexport default average",
      ['mean.ts', 'mean-wasm.ts'],
    ],
    [
      'a name by another name, beside a type',
      "import { Volume as V, type Frame } from 'followupward'\nexport default (f: Frame) => V",
      ['volume.ts'],
    ],
    ['the end of a chain of re-exports', "import { rsi } from 'followupward'\nexport default rsi", ['more/rsi.ts']],
    ['a name that is re-exported', "export { makeFrame as default } from 'followupward'", ['frame.ts']],
    ['nothing for types', "import type { Frame } from 'followupward'\nexport default (f: Frame) => f", []],
    [
      'nothing for names that are types',
      "import { Frame, Options } from 'followupward'\nexport default (f: Frame, o: Options) => f",
      [],
    ],
    ['all of it for a namespace', "import * as kit from 'followupward'\nexport default kit", Object.keys(PACKAGE)],
    ['all of it for everything passed on', "export * from 'followupward'", Object.keys(PACKAGE)],
    ['all of it where it is loaded late', "export default () => import('followupward')", Object.keys(PACKAGE)],
  ]

  test.each(cases)('%s', async (_, text, wanted) => {
    expect(await modulesBehind(text)).toEqual(wanted)
  })

  test('what a JavaScript file imports', async () => {
    expect(await modulesBehind("import { alone, makeFrame } from 'followupward'\nexport default 1", 'js')).toEqual(
      ['frame.ts', 'mean.ts', 'mean-wasm.ts', 'index.ts', 'more/index.ts', 'more/rsi.ts', 'volume.ts'].sort(
        (a, b) => Object.keys(PACKAGE).indexOf(a) - Object.keys(PACKAGE).indexOf(b),
      ),
    )
  })
})

const source = fileURLToPath(new URL('../../src', import.meta.url))

/** A copy of this package's source with changes; resolves to its entry. */
async function packageWith(changes: Readonly<Record<string, (text: string) => string>>): Promise<URL> {
  const folder = join(await temporaryFolder(), 'src')
  await cp(source, folder, { recursive: true, filter: (path) => !/\/(?:cli|dashboard|workspace|exchange)$/.test(path) })
  for (const [name, change] of Object.entries(changes)) {
    const file = join(folder, name)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, change(await readFile(file, 'utf8').catch(() => '')))
  }
  return pathToFileURL(join(folder, 'index.ts'))
}

const USER_FILES = {
  'features/Mean.ts':
    "import { defineFeatureSet, rollingSum } from 'followupward'\nexport default [defineFeatureSet, rollingSum]\n",
  'targets/Barrier.ts': "import { tripleBarrierTarget } from 'followupward'\nexport default tripleBarrierTarget\n",
  'nets/Line.ts': "import { defineNet } from 'followupward'\nexport default defineNet\n",
} satisfies Files

async function hashesOf(entry: URL): Promise<Record<string, string>> {
  const workspace = await writeUserFiles(USER_FILES)
  const catalogs = await Promise.all(
    [featureCatalog, targetCatalog, eventCatalog, netCatalog, metricCatalog].map((load) => load()),
  )
  const shipped = catalogs.flatMap((catalog) => [...catalog.values()].map(({ file }) => relative(source, file)))
  const files = [
    ...Object.keys(USER_FILES).map((name) => [name, join(workspace, name)] as const),
    ...shipped.map((name) => [name, fileURLToPath(new URL(name, entry))] as const),
  ]
  const hashes = await Promise.all(
    files.map(async ([name, file]) => [name, await definitionHash(file, entry)] as const),
  )
  return Object.fromEntries(hashes)
}

describe('with this package, the hashes of all definitions', () => {
  test('stay where another indicator is added to it', async () => {
    const added = await packageWith({
      'index.ts': (text) => `${text}export * from './indicators/new-indicator.js'\n`,
      'indicators/new-indicator.ts': () => 'export const newIndicator = 1\n',
    })
    expect(await hashesOf(added)).toEqual(await hashesOf(await packageWith({})))
  })

  test('change where a module is changed that they reach, here the kernel of sums', async () => {
    const before = await hashesOf(await packageWith({}))
    const after = await hashesOf(
      await packageWith({ 'indicators/rolling-sum-wasm.ts': (text) => text.replace("'AGFzbQ", "'BGFzbQ") }),
    )
    const reaching = [
      'features/Mean.ts',
      'features/catalog/F1agg110.ts',
      'features/catalog/F2cond20.ts',
      'features/catalog/F3cond14.ts',
    ]
    const others = ['targets/Barrier.ts', 'nets/Line.ts', 'features/catalog/F4CondAgg.ts', 'nets/catalog/MLP.ts']
    const named = [...reaching, ...others]
    expect(Object.keys(before)).toEqual(expect.arrayContaining(named))
    expect(named.filter((name) => after[name] !== before[name])).toEqual(reaching)
  })

  test('are the same of its source and of what is built of it', async () => {
    const built = new URL('../../dist/index.js', import.meta.url)
    const hashes = await hashesOf(pathToFileURL(join(source, 'index.ts')))
    for (const [name, hash] of Object.entries(hashes)) {
      if (name in USER_FILES) continue
      const file = fileURLToPath(new URL(name.replace(/\.ts$/, '.js'), built))
      expect([name, await definitionHash(file, built)]).toEqual([name, hash])
    }
  })
})

describe('the source of a definition that was trained on', () => {
  test('is the same, another one, or cannot be compared', () => {
    expect(sourceChange('F', 'net', '2-a', '2-a')).toBeUndefined()
    expect(sourceChange('F', 'net', '2-b', '2-a')).toBe(
      'the source of F has changed since net was trained; train or import it again',
    )
    expect(sourceChange('F', 'net', 'a', '2-a')).toBe(
      'net comes from an earlier version of followupward, which hashed definitions in another way: whether the source of F is still the one it was trained on cannot be told; train or import it again',
    )
  })
})
