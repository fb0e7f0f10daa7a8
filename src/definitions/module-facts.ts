import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Loader } from 'esbuild'
import { z } from 'zod'
import { systemCodeOf } from '../core/errors.js'
import { sha256 } from '../core/hash.js'
import { isBuildFailure, syntaxError } from './user-bundle.js'

/** What a module's hash and the hashes of those that import it are made from. */
export interface ModuleFacts {
  /** Hash of its code without types, comments and layout: a TypeScript source and what it is compiled to have the same. */
  readonly code: string
  /** What it imports, re-exports or loads, whether or not as a name. */
  readonly imports: readonly ModuleImport[]
  /** Names that it exports and declares itself. */
  readonly declared: readonly string[]
  /** Names that it exports from other modules. */
  readonly reexported: Readonly<Record<string, ReexportedName>>
  /** Modules whose names it exports all, `export * from '…'`. */
  readonly stars: readonly string[]
}

export interface ModuleImport {
  readonly specifier: string
  /** The names that are imported; null where it may be any of them. */
  readonly names: readonly string[] | null
}

export interface ReexportedName {
  readonly specifier: string
  /** Its name over there; null for all names in one object. */
  readonly name: string | null
}

const factsSchema: z.ZodType<ModuleFacts> = z.strictObject({
  code: z.string(),
  imports: z.array(z.strictObject({ specifier: z.string(), names: z.array(z.string()).nullable() })),
  declared: z.array(z.string()),
  reexported: z.record(z.string(), z.strictObject({ specifier: z.string(), name: z.string().nullable() })),
  stars: z.array(z.string()),
})
const builtFactsSchema = z.record(z.string(), factsSchema)

/** The facts of modules by the hashes of their texts, so that none is parsed twice. */
const known = new Map<string, Promise<ModuleFacts>>()
let builtOnce: Promise<Readonly<Record<string, ModuleFacts>>> | undefined

/** The facts of a module with that text. Throws UserError with file, line and column where the text is not valid. */
export async function moduleFacts(file: string, text: string): Promise<ModuleFacts> {
  const key = sha256(extname(file), text)
  builtOnce ??= readBuiltFacts()
  const built = (await builtOnce)[key]
  if (built) return built
  const facts = known.get(key) ?? parseModule(file, text)
  known.set(key, facts)
  // The message of an error names this file, not another one of that text.
  facts.catch(() => known.delete(key))
  return facts
}

/**
 * The facts that were found so far, as the text of the file that the build writes beside this module: the package's modules
 * are then hashed without loading the compiler.
 */
export async function builtFactsText(): Promise<string> {
  const entries = await Promise.all([...known].map(async ([key, facts]) => [key, await facts] as const))
  return JSON.stringify(Object.fromEntries(entries))
}

async function readBuiltFacts(): Promise<Readonly<Record<string, ModuleFacts>>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(new URL('./module-facts.json', import.meta.url), 'utf8'))
    return builtFactsSchema.parse(parsed)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return {}
    throw error
  }
}

const LOADERS: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
}

async function parseModule(file: string, text: string): Promise<ModuleFacts> {
  const loader = LOADERS[extname(file)]
  if (!loader) return { code: sha256(text), imports: [], declared: [], reexported: {}, stars: [] }
  return factsOf(await plainCode(file, text, loader))
}

async function plainCode(file: string, text: string, loader: Loader): Promise<string> {
  const esbuild = await import('esbuild')
  try {
    const { code } = await esbuild.transform(text, {
      loader,
      sourcefile: file,
      target: 'esnext',
      minifyWhitespace: true,
      legalComments: 'none',
      // An editor's settings must not change what a definition computes.
      tsconfigRaw: {},
      logLevel: 'silent',
    })
    // The mark of a module, which a compiler leaves where nothing else is left.
    return code.replace(/export\{\};\n?$/, '')
  } catch (error) {
    throw isBuildFailure(error) ? syntaxError(file, error) : error
  }
}

async function factsOf(code: string): Promise<ModuleFacts> {
  const { init, parse } = await import('es-module-lexer')
  await init
  const [imports, exports] = parse(code)
  const statements = imports.flatMap(({ n: specifier, d, ss, se }) =>
    specifier === undefined ? [] : [{ specifier, text: d < 0 ? code.slice(ss, se) : '' }],
  )
  const reexported = statements.flatMap(({ specifier, text }) =>
    reexportsIn(text).map(([as, name]) => [as, { specifier, name }] as const),
  )
  const names = new Set(reexported.map(([name]) => name))
  return {
    code: sha256(code),
    imports: [
      ...statements.map(({ specifier, text }) => ({ specifier, names: importedNames(text) })),
      ...[...code.matchAll(LOADED_FILE)].flatMap(([, , path]) =>
        path === undefined ? [] : [{ specifier: path, names: null }],
      ),
    ],
    declared: exports.map(({ n }) => n).filter((name) => !names.has(name)),
    reexported: Object.fromEntries(reexported),
    stars: statements.flatMap(({ specifier, text }) => (/^export\s*\*\s*from\b/.test(text) ? [specifier] : [])),
  }
}

/** Files that a module reads beside itself, and those that it loads in the manner of CommonJS. */
const LOADED_FILE = /(?:\bnew URL|\brequire)\((["'`])(\.{1,2}\/[^"'`\n]+)\1/g

/** The names in the braces of an import or a re-export; null where all names are at hand, as in `import * as kit`. */
function importedNames(statement: string): string[] | null {
  const clause = /^(?:import|export)\s*([^"'`]*?)\s*from\b/.exec(statement)?.[1]
  if (clause === undefined) return null
  if (clause.includes('*')) return null
  const [, first, braces] = /^([\w$]*)\s*,?\s*(?:\{(.*)\})?$/s.exec(clause) ?? []
  if (first === undefined) return null
  return [...(first === '' ? [] : ['default']), ...pairsIn(braces ?? '').map(([name]) => name)]
}

/** The names that a statement exports from another module, each with its name over there. */
function reexportsIn(statement: string): (readonly [string, string | null])[] {
  const [, all] = /^export\s*\*\s*as\s+([\w$]+)/.exec(statement) ?? []
  if (all !== undefined) return [[all, null]]
  const [, braces] = /^export\s*\{([^}]*)\}\s*from\b/.exec(statement) ?? []
  return pairsIn(braces ?? '').map(([name, as]) => [as, name] as const)
}

/** `a,b as c` as names and what they are called afterwards. */
function pairsIn(list: string): (readonly [string, string])[] {
  return list.split(',').flatMap((part) => {
    const [name = '', as = name] = part.trim().split(/\s+as\s+/)
    return name === '' ? [] : [[name, as] as const]
  })
}
