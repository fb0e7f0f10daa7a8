import { readdir } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { DefinitionError } from './definition-error.js'
import { UserError, systemCodeOf } from '../core/errors.js'
import { requireCodeAllowed, type CodeFolder } from './code-trust.js'
import { importUserModule } from './user-module.js'
import { DEFAULT_EXPORT, type UserSource } from './user-source.js'

/** One entry of a catalog: the plug-in and the file that holds it. */
export interface CatalogEntry<T> {
  readonly value: T
  readonly file: string
  /** Whether it is a file of the workspace, and not part of this package. */
  readonly userDefined: boolean
}

export interface Catalog<T> extends ReadonlyMap<string, CatalogEntry<T>> {
  /** Ids of the workspace's files that were not run, because another one was wanted. */
  readonly unloadedIds?: readonly string[]
}

/** What is in a catalog besides the entries of the package. */
export interface CatalogScope {
  /** Folder of a workspace: its definitions of this kind are in the catalog too, where its code may run. */
  readonly workspace?: string | undefined
  /** The one that is wanted: files of the workspace of another name are not run, so that an error in them does no harm. */
  readonly id?: string | undefined
  /** Is told of each file of the workspace that cannot be used; without it, the first such file ends the loading. */
  readonly onRefused?: ((file: string, error: UserError) => void) | undefined
}

/** How the user's files of one kind become entries. */
export interface UserDefinitionKind<T> {
  /** Name of their folder in a workspace. */
  readonly folder: CodeFolder
  /** Why something is no entry; undefined where `isEntry` holds. */
  readonly validate: (value: unknown) => DefinitionError | undefined
  /** Puts what goes wrong in the user's code into one line with its place. */
  readonly guard: (value: T, source: UserSource) => T
}

type IsEntry<T> = (value: unknown) => value is T

/**
 * Loads every module of a catalog folder: the folder is the registry. Each file's default export must pass `isEntry`, and
 * its id must equal the file's name. With `user` the files of a workspace are in it as well. Throws UserError where one of
 * those is not valid, where an id is in both, and where the workspace's code may not run but one of its files is wanted, unless
 * `onRefused` is there to be told.
 */
export async function loadCatalog<T extends { readonly id: string }>(
  folder: URL,
  kind: string,
  isEntry: IsEntry<T>,
  user?: UserDefinitionKind<T> & CatalogScope,
): Promise<Catalog<T>> {
  const files = await modulesIn(fileURLToPath(folder))
  const shipped = await Promise.all(files.map((file) => loadEntry(file, kind, isEntry)))
  if (user?.workspace === undefined) return mapOf(shipped)
  const all = await modulesIn(join(user.workspace, user.folder))
  const chosen = all.filter((file) => user.id === undefined || user.id === idOf(file))
  const taken = takenIds(files, chosen)
  const unique = await loadEach(chosen, user, (file) => {
    refuseTakenId(file, kind, taken)
    return Promise.resolve(file)
  })
  const { workspace } = user
  const entries = await loadEach(unique, user, (file) => {
    requireCodeAllowed(workspace, relative(workspace, file))
    return loadUserEntry(file, kind, isEntry, user)
  })
  const unloadedIds = all.filter((file) => !chosen.includes(file)).map(idOf)
  return Object.assign(mapOf([...shipped, ...entries]), { unloadedIds })
}

function mapOf<T extends { readonly id: string }>(entries: readonly CatalogEntry<T>[]): Map<string, CatalogEntry<T>> {
  return new Map(entries.map((entry) => [entry.value.id, entry]))
}

/** The entry with that id, or an error that names the ones there are. */
export function entryOf<T>(catalog: Catalog<T>, kind: string, id: string): CatalogEntry<T> {
  const entry = catalog.get(id)
  if (!entry) throw new UserError(`no ${kind} is called ${id}; there are ${idsOf(catalog).join(', ')}`)
  return entry
}

/** The ids of all entries, also of those that were not run. */
export function idsOf(catalog: Catalog<unknown>): string[] {
  return [...catalog.keys(), ...(catalog.unloadedIds ?? [])]
}

/** Files with an entry each, by name; none where the folder does not exist. */
async function modulesIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names
      .filter((name) => /^(?!\.)(?!.*\.(?:d|test)\.).*\.[jt]s$/.test(name))
      .sort()
      .map((name) => join(folder, name))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return []
    throw error
  }
}

function idOf(file: string): string {
  return basename(file).replace(/\.[jt]s$/, '')
}

async function loadEntry<T extends { readonly id: string }>(
  file: string,
  kind: string,
  isEntry: IsEntry<T>,
): Promise<CatalogEntry<T>> {
  const module: unknown = await import(pathToFileURL(file).href)
  const value: unknown = typeof module === 'object' && module && 'default' in module ? module.default : undefined
  if (!isEntry(value)) throw new UserError(`${file}: the default export is not a ${kind}`)
  if (value.id !== idOf(file)) throw new UserError(`${file}: ${wrongId(kind, value.id, file)}`)
  return { value, file, userDefined: false }
}

/** The results of `work` for each file, one after the other, without the files that are refused. */
async function loadEach<R>(
  files: readonly string[],
  { onRefused }: CatalogScope,
  work: (file: string) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  for (const file of files) {
    try {
      results.push(await work(file))
    } catch (error) {
      if (!onRefused || !(error instanceof UserError)) throw error
      onRefused(file, error)
    }
  }
  return results
}

/** Who has each id first: a file of the workspace, or the package. */
function takenIds(shipped: readonly string[], userFiles: readonly string[]): Map<string, string> {
  const firstFiles = [...userFiles].reverse().map((file) => [idOf(file), file] as const)
  return new Map([...firstFiles, ...shipped.map((file) => [idOf(file), 'in the package'] as const)])
}

function refuseTakenId(file: string, kind: string, taken: ReadonlyMap<string, string>): void {
  const id = idOf(file)
  const other = taken.get(id)
  if (other === undefined || other === file) return
  throw new UserError(`${file}: a ${kind} is called ${id} already (${other}); give the file and its id another name`)
}

async function loadUserEntry<T extends { readonly id: string }>(
  file: string,
  kind: string,
  isEntry: IsEntry<T>,
  { validate, guard }: UserDefinitionKind<T>,
): Promise<CatalogEntry<T>> {
  const { value, source } = await importUserModule(file)
  const error = validate(value)
  if (error) throw new UserError(`${source.placeOf(placeOfKey(error.key))}: ${error.text}`)
  if (!isEntry(value)) throw new UserError(`${file}: the default export is not a ${kind}`)
  if (value.id !== idOf(file))
    throw new UserError(`${source.placeOf(placeOfKey('id'))}: ${wrongId(kind, value.id, file)}`)
  return { value: guard(value, source), file, userDefined: true }
}

function wrongId(kind: string, id: string, file: string): string {
  return `its ${kind} has the id ${id}, expected ${idOf(file)}; rename one of the two`
}

/** Where a property is most likely given; without a key, where the file exports its definition. */
function placeOfKey(key: string): RegExp {
  return key === '' ? DEFAULT_EXPORT : new RegExp(`(?<![.\\w])${key}\\s*[:(,]`)
}
