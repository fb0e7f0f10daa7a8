import { readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sha256 } from '../core/hash.js'
import { moduleFacts, type ModuleFacts, type ModuleImport } from './module-facts.js'
import { PACKAGE_NAME, packageEntry } from './package-entry.js'

/** Begins every hash, so that one that was made in another way is recognised. */
const KIND = '2-'

/**
 * Hash of a definition's source, of all files that it imports by relative path, theirs included, and of the modules of this
 * package that declare the names which these import from it, with what those import in turn. It changes when any formula that
 * the definition can reach does, even where the version was forgotten, and with nothing else: neither with the rest of the
 * package nor with types, comments and layout. A TypeScript source and what it is compiled to have the same hash. Throws
 * UserError where a file is not valid. `entry` is the entry of the package.
 */
export async function definitionHash(file: string, entry: URL = packageEntry()): Promise<string> {
  const modules = await reachableModules(file, fileURLToPath(entry))
  const parts = [...modules].sort(([a], [b]) => (a < b ? -1 : 1)).flat()
  return `${KIND}${sha256(...parts)}`
}

/** Whether a hash was made by a version of this package that hashed definitions in another way, and tells nothing here. */
export function isOfOtherKind(sourceHash: string): boolean {
  return !sourceHash.startsWith(KIND)
}

/** The hashes of the code of a file and of all that it can reach, by names that are the same wherever the folder lies. */
async function reachableModules(file: string, entry: string): Promise<Map<string, string>> {
  const root = dirname(entry)
  const files = new Set<string>()
  const modules = new Map<string, string>()
  const visit = async (path: string): Promise<void> => {
    if (files.has(path)) return
    files.add(path)
    const { code, imports } = await readFacts(path, root)
    modules.set(moduleName(path, dirname(file), root), code)
    for (const one of imports) {
      for (const imported of await importedFiles(path, one, entry)) await visit(imported)
    }
  }
  await visit(file)
  return modules
}

function moduleName(path: string, folder: string, root: string): string {
  const name = isInside(path, root) ? join(PACKAGE_NAME, relative(root, path)) : relative(folder, path)
  return name.replaceAll('\\', '/').replace(/\.[cm]?[jt]sx?$/, '')
}

function isInside(path: string, root: string): boolean {
  return path.startsWith(`${root}${sep}`)
}

/** A running package does not change, so its modules are read once. */
const packageFacts = new Map<string, Promise<ModuleFacts>>()

function readFacts(path: string, root: string): Promise<ModuleFacts> {
  const read = async (): Promise<ModuleFacts> => moduleFacts(path, await readFile(path, 'utf8'))
  if (!isInside(path, root)) return read()
  const facts = packageFacts.get(path) ?? read()
  packageFacts.set(path, facts)
  return facts
}

/** The files behind an import; none for other packages. */
async function importedFiles(path: string, { specifier, names }: ModuleImport, entry: string): Promise<string[]> {
  if (specifier !== PACKAGE_NAME) {
    const file = await resolveFile(path, specifier)
    return file === undefined ? [] : [file]
  }
  if (!names) return [entry]
  const files = await Promise.all(names.map((name) => declaringFile(entry, name, dirname(entry))))
  return files.filter((file) => file !== undefined)
}

/** The file that declares what a module exports by that name; undefined where it exports no such name. */
async function declaringFile(
  path: string,
  name: string,
  root: string,
  seen: ReadonlySet<string> = new Set(),
): Promise<string | undefined> {
  const { declared, reexported, stars } = await readFacts(path, root)
  if (declared.includes(name)) return path
  const reexport = reexported[name]
  const further = reexport ? [reexport] : stars.map((specifier) => ({ specifier, name }))
  for (const one of further) {
    const file = await resolveFile(path, one.specifier)
    if (file === undefined || seen.has(file)) continue
    const found = one.name === null ? file : await declaringFile(file, one.name, root, new Set([...seen, path]))
    if (found !== undefined) return found
  }
  return undefined
}

/** Endings that an import path may leave out, in the order in which the compiler tries them. */
const ENDINGS = ['.tsx', '.ts', '.jsx', '.js', '.json'] as const

/** The file that a relative import path stands for: as it is, the source of a compiled name, or one without its ending. */
async function resolveFile(importer: string, specifier: string): Promise<string | undefined> {
  if (!/^\.{1,2}\//.test(specifier)) return undefined
  const path = join(dirname(importer), specifier)
  const candidates = [
    path,
    path.replace(/\.([cm]?)js$/, '.$1ts'),
    path.replace(/\.js$/, '.tsx'),
    ...ENDINGS.map((ending) => `${path}${ending}`),
    ...ENDINGS.map((ending) => join(path, `index${ending}`)),
  ]
  for (const candidate of new Set(candidates)) {
    if (await isFile(candidate)) return candidate
  }
  return undefined
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true
}
