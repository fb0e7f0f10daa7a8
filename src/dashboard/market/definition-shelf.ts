import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { entryOf, idsOf, type Catalog, type CatalogEntry, type CatalogScope } from '../../definitions/catalog.js'
import { definitionHash } from '../../definitions/definition-hash.js'
import { UserError } from '../../core/errors.js'
import { featureCatalog } from '../../features/catalog.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { targetCatalog } from '../../targets/catalog.js'
import type { Target } from '../../targets/target.js'

/** A definition with the hash of its source. */
export interface Shelved<T> {
  readonly value: T
  readonly sourceHash: string
}

export interface Found<T> extends Shelved<T> {
  /** Whether it is the workspace's. */
  readonly own: boolean
}

/** Definitions of the package and of the workspace. Loading one runs its source, so each is loaded once for each text. */
export interface DefinitionShelf {
  featureSets(): Promise<Listed<FeatureSet>>
  targets(): Promise<Listed<Target>>
  featureSet(id: string): Promise<Found<FeatureSet>>
  target(id: string): Promise<Found<Target>>
}

export interface Listed<T> {
  readonly values: readonly T[]
  /** Why some of the workspace's own could not be loaded. */
  readonly faults: readonly string[]
}

export function openDefinitionShelf(workspace: string): DefinitionShelf {
  const features = shelfOf('feature set', 'features', workspace, featureCatalog)
  const targets = shelfOf('target', 'targets', workspace, targetCatalog)
  return { featureSets: features.list, targets: targets.list, featureSet: features.get, target: targets.get }
}

type LoadCatalog<T> = (scope: CatalogScope) => Promise<Catalog<T>>

function shelfOf<T extends { readonly id: string }>(
  kind: string,
  folder: string,
  workspace: string,
  load: LoadCatalog<T>,
): { list: () => Promise<Listed<T>>; get: (id: string) => Promise<Found<T>> } {
  const known = new Map<string, Known<T>>()
  const failed = new Map<string, { readonly seen: string; readonly fault: UserError }>()
  const get = async (id: string): Promise<Found<T>> => {
    const before = known.get(id)
    if (before && (await isSame(before))) return found(before.entry, before.sourceHash)
    const entry = entryOf(await load({ workspace, id }), kind, id)
    const sourceHash = await definitionHash(entry.file)
    known.set(id, { sourceHash, entry })
    return found(entry, sourceHash)
  }
  const list = async (): Promise<Listed<T>> => {
    // An id that nothing has: of the workspace's files none is run.
    const catalog = await load({ workspace, id: '' })
    const seen = await seenIn(join(workspace, folder))
    const values: T[] = []
    const faults: string[] = []
    for (const id of idsOf(catalog)) {
      const before = failed.get(id)
      if (before?.seen === seen) {
        faults.push(before.fault.message)
        continue
      }
      try {
        // What is the package's needs no hash to be listed.
        values.push(catalog.get(id)?.value ?? (await get(id)).value)
        failed.delete(id)
      } catch (fault) {
        if (!(fault instanceof UserError)) throw fault
        failed.set(id, { seen, fault })
        faults.push(fault.message)
      }
    }
    return { values, faults }
  }
  return { list, get }
}

function found<T>({ value, own }: CatalogEntry<T>, sourceHash: string): Found<T> {
  return { value, own, sourceHash }
}

interface Known<T> {
  readonly sourceHash: string
  readonly entry: CatalogEntry<T>
}

/** A running package does not change; the workspace's files may. */
async function isSame({ entry, sourceHash }: Known<unknown>): Promise<boolean> {
  return !entry.own || (await definitionHash(entry.file).catch(() => undefined)) === sourceHash
}

/** Names and times of a folder's files: a definition that failed is tried again once these are others. */
async function seenIn(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => [])
  const times = await Promise.all(names.map((name) => stat(join(folder, name)).then(({ mtimeMs }) => mtimeMs)))
  return names.map((name, i) => `${name}:${times[i]}`).join('\n')
}
