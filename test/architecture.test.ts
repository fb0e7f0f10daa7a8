import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const source = join(root, 'src')

/** Folders of src/ from the lowest layer to the highest; a folder may import its own files and those of lower ranks. */
const LAYERS: readonly (readonly string[])[] = [
  ['core'],
  ['config', 'store', 'exchange', 'indicators'],
  ['ohlcv'],
  ['features', 'targets'],
  ['checks'],
  ['datasets', 'nets'],
  ['classifier'],
  ['prediction'],
  ['assessment'],
  ['bookkeeping', 'scan'],
  ['trading'],
  ['backtest'],
  ['server'],
  ['cli'],
]

/** Modules of Node that reach the disk, the network or the process: only these folders may use them. */
const OUTSIDE = /^node:(fs|net|http|https|http2|dgram|child_process|process|os|readline)(\/|$)/
const MAY_REACH_OUTSIDE = new Set(['store', 'exchange', 'server', 'cli'])
/** The catalog loader and the hash of a definition's source read source files and run them, and nothing else. */
const OUTSIDE_EXCEPTIONS = new Set([
  'core/catalog.ts',
  'core/definition-hash.ts',
  'core/own-module.ts',
  'core/package-entry.ts',
  'core/worker-url.ts',
])

interface Import {
  readonly file: string
  readonly target: string
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

function importsIn(text: string): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g
  return [...code.matchAll(pattern)].flatMap((match) => (match[1] === undefined ? [] : [match[1]]))
}

async function allImports(): Promise<Import[]> {
  const files = await filesBelow(source)
  const lists = await Promise.all(
    files.map(async (path) => {
      const text = await readFile(path, 'utf8')
      const file = relative(source, path)
      return importsIn(text).map((specifier) => {
        const target = specifier.startsWith('.') ? relative(source, join(dirname(path), specifier)) : specifier
        return { file, target }
      })
    }),
  )
  return lists.flat()
}

const folderOf = (file: string): string => file.split('/')[0] ?? ''
const rankOf = (folder: string): number => LAYERS.findIndex((layer) => layer.includes(folder))
const isInside = (target: string): boolean => rankOf(folderOf(target)) >= 0 && target.includes('/')

describe('architecture', () => {
  test('every folder of src/ has a layer', async () => {
    const entries = await readdir(source, { withFileTypes: true })
    const unknown = entries.filter((entry) => entry.isDirectory() && rankOf(entry.name) < 0)
    expect(unknown.map((entry) => entry.name)).toEqual([])
  })

  test('imports point down only, and never to a sibling of the same layer', async () => {
    const wrong = (await allImports())
      .filter(({ file }) => file.includes('/'))
      .filter(({ target }) => isInside(target))
      .filter(({ file, target }) => folderOf(file) !== folderOf(target))
      .filter(({ file, target }) => rankOf(folderOf(target)) >= rankOf(folderOf(file)))
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
  })

  test('no import leaves src/', async () => {
    const wrong = (await allImports()).filter(({ target }) => target.startsWith('..'))
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
  })

  test('disk, network and process are reached only where the design says so', async () => {
    const wrong = (await allImports())
      .filter(({ target }) => OUTSIDE.test(target))
      .filter(({ file }) => !MAY_REACH_OUTSIDE.has(folderOf(file)) && !OUTSIDE_EXCEPTIONS.has(file))
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
  })

  test('clock, chance and environment are arguments below the command line', async () => {
    const files = (await filesBelow(source)).filter((path) => !relative(source, path).startsWith('cli/'))
    const wrong: string[] = []
    for (const path of files) {
      const text = await readFile(path, 'utf8')
      const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '')
      const match = /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bprocess\.(env|argv|cwd)\b/.exec(code)
      if (match) wrong.push(`${relative(source, path)} uses ${match[0]}`)
    }
    expect(wrong).toEqual([])
  })

  test('pages import types of the product only', async () => {
    const files = (await filesBelow(join(root, 'web'))).filter((path) => !path.includes('node_modules'))
    const wrong: string[] = []
    for (const path of files) {
      const text = await readFile(path, 'utf8')
      for (const match of text.matchAll(/import\s+(type\s+)?[^'"]*['"]([^'"]*\/src\/[^'"]*)['"]/g)) {
        if (!match[1]) wrong.push(`${relative(root, path)} imports ${match[2] ?? ''}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('no assertion silences the compiler', async () => {
    const files = [...(await filesBelow(source)), ...(await filesBelow(join(root, 'web')))]
    const wrong: string[] = []
    for (const path of files) {
      const code = (await readFile(path, 'utf8')).replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '')
      const bad = /(:\s*any\b|<any>|\bas any\b|\bas unknown as\b|@ts-(ignore|expect-error|nocheck))/.exec(code)
      if (bad) wrong.push(`${relative(root, path)}: ${bad[0]}`)
    }
    expect(wrong).toEqual([])
  })
})
