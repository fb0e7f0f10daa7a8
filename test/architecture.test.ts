import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findUseCase } from '../src/workspace/use-cases.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const source = join(root, 'src')

/** Folders of src/ from the lowest layer to the highest; a folder may import its own files and those of lower ranks. */
const LAYERS: readonly (readonly string[])[] = [
  ['core'],
  ['runtime', 'definitions'],
  ['config', 'store', 'exchange', 'indicators'],
  ['ohlcv'],
  ['features', 'targets'],
  ['checks'],
  ['datasets', 'nets'],
  ['classifier'],
  ['assessment', 'bookkeeping'],
  ['trading', 'search'],
  ['workspace'],
  ['dashboard'],
  ['cli'],
]

/** The folders of src/workspace in the same way; `.` are the files beside them, `index` those that list the use cases. */
const WORKSPACE_LAYERS: readonly (readonly string[])[] = [
  ['.'],
  ['files'],
  ['init', 'compute'],
  ['data', 'check'],
  ['rows'],
  ['ledger'],
  ['train'],
  ['reports', 'classifiers'],
  ['assess'],
  ['walk-forward'],
  ['scan', 'exchange'],
  ['trade'],
  ['backtest'],
  ['demo'],
  ['index'],
]
const LISTS_USE_CASES = new Set(['workspace/index.ts', 'workspace/use-cases.ts', 'workspace/use-case-process.ts'])

/** Folders below others whose own folders have layers too; `.` are the files beside them. */
const SUB_LAYERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  store: [['files'], ['arrow'], ['candles', 'rows', 'ledger'], ['derived', 'quotes']],
  'exchange/simulated': [['clock'], ['engine'], ['rest'], ['streams'], ['scenarios'], ['.']],
}

/** Modules of Node that reach the disk, the network or the process: only these folders may use them. */
const OUTSIDE = /^node:(fs|net|http|https|http2|dgram|child_process|process|os|readline)(\/|$)/
const MAY_REACH_OUTSIDE = new Set([
  'store',
  'exchange',
  'definitions',
  'runtime',
  'bookkeeping',
  'workspace',
  'dashboard',
  'cli',
])

/** The workspace's own clock and place for what belongs to the machine, the probe that is a process of its own, and what watches a definition that reads the outside. */
const MAY_READ_PROCESS = new Set([
  'workspace/system-clock.ts',
  'workspace/state-folder.ts',
  'workspace/use-case-process.ts',
  'workspace/train/device-probe.ts',
  'workspace/check/patch-locale.ts',
  'workspace/check/patches.ts',
])

/** What the server computes and a file without a server computes by the same code. */
const RUN_IN_PAGES = new Set([
  'assessment/equity.ts',
  'assessment/simulate-trades.ts',
  'assessment/view/mark-trades.ts',
  'assessment/view/trade-list.ts',
  'core/downsample-min-max.ts',
  'core/exit-rules.ts',
  'core/time.ts',
])

/** Modules that talk to a terminal. */
const TERMINAL_MODULES = new Set(['commander', 'cli-progress', 'cli-table3', 'node:tty'])
/** What makes a command of a request for people to see, and commands of other programs. */
const MAY_NAME_OPTIONS = new Set([
  'config/command-words.ts',
  'dashboard/training/queries.ts',
  'nets/wasm/dense-kernel.ts',
  'runtime/isolated-process.ts',
])
/** What names commands for people to see, and the files that a new workspace begins with. */
const MAY_NAME_COMMANDS = new Set(['dashboard/jobs/format-command.ts', 'workspace/init/example-definitions.ts'])

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

function linesOf(imports: readonly Import[]): string[] {
  return imports.map(({ file, target }) => `${file} imports ${target}`)
}

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')

const folderOf = (file: string): string => file.split('/')[0] ?? ''
const rankOf = (folder: string): number => LAYERS.findIndex((layer) => layer.includes(folder))
const useCaseOf = (file: string): string => {
  if (LISTS_USE_CASES.has(file.replace(/\.js$/, '.ts'))) return 'index'
  return file.split('/').length > 2 ? (file.split('/')[1] ?? '') : '.'
}
const useCaseRank = (folder: string): number => WORKSPACE_LAYERS.findIndex((layer) => layer.includes(folder))
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
    expect(linesOf(wrong)).toEqual([])
  })

  test('the use cases of a workspace import lower ones only', async () => {
    const wrong = (await allImports())
      .filter(({ file, target }) => folderOf(file) === 'workspace' && folderOf(target) === 'workspace')
      .map((one) => ({ ...one, from: useCaseOf(one.file), to: useCaseOf(one.target) }))
      .filter(({ from, to }) => from !== to && useCaseRank(to) >= useCaseRank(from))
    expect(linesOf(wrong)).toEqual([])
  })

  test.each(Object.entries(SUB_LAYERS))('the folders of src/%s import lower ones only', async (folder, layers) => {
    const nameOf = (file: string): string => {
      const [first = '.', ...rest] = file.slice(folder.length + 1).split('/')
      return rest.length > 0 ? first : '.'
    }
    const rank = (name: string): number => layers.findIndex((layer) => layer.includes(name))
    const inside = (await allImports())
      .filter(({ file, target }) => file.startsWith(`${folder}/`) && target.startsWith(`${folder}/`))
      .map((one) => ({ ...one, from: nameOf(one.file), to: nameOf(one.target) }))
    const wrong = inside.filter(({ from, to }) => rank(from) < 0 || (from !== to && rank(to) >= rank(from)))
    expect(linesOf(wrong)).toEqual([])
  })

  test('every folder of src/workspace/ has a layer', async () => {
    const entries = await readdir(join(source, 'workspace'), { withFileTypes: true })
    const unknown = entries.filter((entry) => entry.isDirectory() && useCaseRank(entry.name) < 0)
    expect(unknown.map((entry) => entry.name)).toEqual([])
  })

  test('no import leaves src/', async () => {
    const wrong = (await allImports()).filter(({ target }) => target.startsWith('..'))
    expect(linesOf(wrong)).toEqual([])
  })

  test('disk, network and process are reached only where the design says so', async () => {
    const wrong = (await allImports())
      .filter(({ target }) => OUTSIDE.test(target))
      .filter(({ file }) => !MAY_REACH_OUTSIDE.has(folderOf(file)))
    expect(linesOf(wrong)).toEqual([])
  })

  test('clock, chance and environment are arguments below the command line', async () => {
    const files = (await filesBelow(source)).filter(
      (path) => !relative(source, path).startsWith('cli/') && !MAY_READ_PROCESS.has(relative(source, path)),
    )
    const wrong: string[] = []
    for (const path of files) {
      const text = await readFile(path, 'utf8')
      const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '')
      const match = /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bprocess\.(env|argv|cwd)\b/.exec(code)
      if (match) wrong.push(`${relative(source, path)} uses ${match[0]}`)
    }
    expect(wrong).toEqual([])
  })

  test('folders are made by makeFolder: the recursive mkdir of Node may never end', async () => {
    const wrong: string[] = []
    for (const path of await filesBelow(source)) {
      const code = withoutComments(await readFile(path, 'utf8'))
      if (/\bmkdir(?:Sync)?\([^)]*recursive/.test(code)) wrong.push(relative(source, path))
    }
    expect(wrong).toEqual([])
  })

  test('pages import types of the product, and only such code as runs in them and on the server alike', async () => {
    const files = (await filesBelow(join(root, 'web'))).filter((path) => !path.includes('node_modules'))
    const wrong: string[] = []
    const imported = new Set<string>()
    for (const path of files) {
      const text = await readFile(path, 'utf8')
      for (const match of text.matchAll(/import\s+(type\s+)?[^'"]*['"]([^'"]*\/src\/[^'"]*)['"]/g)) {
        const target = (match[2] ?? '').replace(/^.*\/src\//, '').replace(/\.js$/, '.ts')
        if (match[1]) continue
        imported.add(target)
        if (!RUN_IN_PAGES.has(target)) wrong.push(`${relative(root, path)} imports ${match[2] ?? ''}`)
      }
    }
    expect(wrong).toEqual([])
    expect([...imported].sort()).toEqual([...RUN_IN_PAGES].sort())
  })

  test('what runs in pages too needs neither Node nor a package', async () => {
    const reached = new Set<string>()
    const visit = async (file: string): Promise<void> => {
      if (reached.has(file)) return
      reached.add(file)
      const text = (await readFile(join(source, file), 'utf8')).replaceAll(/import type [^'"]*['"][^'"]+['"]/g, '')
      expect(withoutComments(text), file).not.toMatch(/\b(Buffer|process)\b/)
      for (const specifier of importsIn(text)) {
        expect(specifier, file).toMatch(/^\./)
        await visit(relative(source, join(source, dirname(file), specifier)).replace(/\.js$/, '.ts'))
      }
    }
    for (const file of RUN_IN_PAGES) await visit(file)
    expect(reached.size).toBeGreaterThan(RUN_IN_PAGES.size)
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

  test('below the command line nobody knows commander, argv, a terminal or an option', async () => {
    const files = (await filesBelow(source)).filter((path) => !relative(source, path).startsWith('cli/'))
    const wrong: string[] = []
    for (const path of files) {
      const file = relative(source, path)
      const text = withoutComments(await readFile(path, 'utf8'))
      const module = importsIn(text).find((name) => TERMINAL_MODULES.has(name))
      const option = /['"`][^'"`\n]*(?<![\w-])--[a-z][a-z-]+/.exec(text)
      if (module !== undefined) wrong.push(`${file} imports ${module}`)
      if (option && !MAY_NAME_OPTIONS.has(file)) wrong.push(`${file} says ${option[0]}`)
      const command = /['"`:] *(?:npx )?followupward [a-z$][^'"`\n]*/.exec(text)
      if (command && !MAY_NAME_COMMANDS.has(file)) wrong.push(`${file} says ${command[0]}; name the use case as remedy`)
    }
    expect(wrong).toEqual([])
  })

  test('the use case that an error names as its remedy exists and is a command', async () => {
    const named = new Set<string>()
    for (const path of await filesBelow(source)) {
      for (const [, useCase] of (await readFile(path, 'utf8')).matchAll(/remedy: '([^']+)'/g)) named.add(useCase ?? '')
    }
    expect(named.size).toBeGreaterThan(4)
    expect([...named].filter((name) => findUseCase(name).command === undefined)).toEqual([])
  })

  test('no folder has more than 25 files, catalogs and indicators apart', async () => {
    const counts = new Map<string, number>()
    for (const path of [...(await filesBelow(source)), ...(await filesBelow(join(root, 'web')))]) {
      const folder = relative(root, dirname(path))
      counts.set(folder, (counts.get(folder) ?? 0) + 1)
    }
    const large = [...counts].filter(([folder, count]) => count > 25 && !/(^|\/)(catalog|indicators)$/.test(folder))
    expect(large.map(([folder, count]) => `${folder} has ${count} files`)).toEqual([])
  })
})
