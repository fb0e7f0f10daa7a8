import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { UserError } from './errors.js'

/** One entry of a catalog: the plug-in and the file that holds it. */
export interface CatalogEntry<T> {
  readonly value: T
  readonly file: string
}

export type Catalog<T> = ReadonlyMap<string, CatalogEntry<T>>

/**
 * Loads every module of a catalog folder: the folder is the registry. Each file's default export must pass `isEntry`, and
 * its id must equal the file's name.
 */
export async function loadCatalog<T extends { readonly id: string }>(
  folder: URL,
  kind: string,
  isEntry: (value: unknown) => value is T,
): Promise<Catalog<T>> {
  const directory = fileURLToPath(folder)
  const files = (await readdir(directory)).filter((name) => /^(?!.*\.d\.).*\.[jt]s$/.test(name)).sort()
  const entries = await Promise.all(files.map((name) => loadEntry(join(directory, name), kind, isEntry)))
  return new Map(entries.map((entry) => [entry.value.id, entry]))
}

async function loadEntry<T extends { readonly id: string }>(
  file: string,
  kind: string,
  isEntry: (value: unknown) => value is T,
): Promise<CatalogEntry<T>> {
  const module: unknown = await import(pathToFileURL(file).href)
  const value: unknown = typeof module === 'object' && module && 'default' in module ? module.default : undefined
  if (!isEntry(value)) throw new UserError(`${file}: the default export is not a ${kind}`)
  const expected = basename(file).replace(/\.[jt]s$/, '')
  if (value.id !== expected) {
    throw new UserError(`${file}: its ${kind} has the id ${value.id}, expected ${expected}; rename one of the two`)
  }
  return { value, file }
}

/** The entry with that id, or an error that names the ones there are. */
export function entryOf<T>(catalog: Catalog<T>, kind: string, id: string): CatalogEntry<T> {
  const entry = catalog.get(id)
  if (!entry) throw new UserError(`no ${kind} is called ${id}; there are ${[...catalog.keys()].join(', ')}`)
  return entry
}
