import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { entryOf, idsOf, type Catalog, type CatalogScope } from '../definitions/catalog.js'
import { definitionHash } from '../definitions/definition-hash.js'
import { withSourceHash, type HashedDefinition } from '../definitions/hashed-definition.js'
import { UserError } from '../core/errors.js'
import { featureCatalog } from '../features/catalog.js'
import type { FeatureSet } from '../features/feature-set.js'
import { targetCatalog } from '../targets/catalog.js'
import type { Target } from '../targets/target.js'

/** Definitions of the package and of the workspace. Loading one runs its source, so each is loaded once for each text. */
export interface DefinitionCache {
  featureSets(): Promise<Listed<FeatureSet>>
  targets(): Promise<Listed<Target>>
  featureSet(id: string): Promise<HashedDefinition<FeatureSet>>
  target(id: string): Promise<HashedDefinition<Target>>
}

export interface Listed<T> {
  readonly values: readonly T[]
  /** Why some of the workspace's files could not be loaded. */
  readonly errors: readonly string[]
}

export function openDefinitionCache(workspace: string): DefinitionCache {
  const features = cacheOf('feature set', 'features', workspace, featureCatalog)
  const targets = cacheOf('target', 'targets', workspace, targetCatalog)
  return { featureSets: features.list, targets: targets.list, featureSet: features.get, target: targets.get }
}

type LoadCatalog<T> = (scope: CatalogScope) => Promise<Catalog<T>>

function cacheOf<T extends { readonly id: string }>(
  kind: string,
  folder: string,
  workspace: string,
  load: LoadCatalog<T>,
): { list: () => Promise<Listed<T>>; get: (id: string) => Promise<HashedDefinition<T>> } {
  const known = new Map<string, Known<T>>()
  const failed = new Map<string, { readonly fileTimes: string; readonly error: UserError }>()
  const get = async (id: string): Promise<HashedDefinition<T>> => {
    const before = known.get(id)
    if (before && (await isUnchanged(before))) return before.definition
    const entry = entryOf(await load({ workspace, id }), kind, id)
    const definition = await withSourceHash(entry)
    known.set(id, { definition, file: entry.file })
    return definition
  }
  const list = async (): Promise<Listed<T>> => {
    // An id that nothing has: of the workspace's files none is run.
    const catalog = await load({ workspace, id: '' })
    const fileTimes = await readFileTimes(join(workspace, folder))
    const values: T[] = []
    const errors: string[] = []
    for (const id of idsOf(catalog)) {
      const before = failed.get(id)
      if (before?.fileTimes === fileTimes) {
        errors.push(before.error.message)
        continue
      }
      try {
        // What is the package's needs no hash to be listed.
        values.push(catalog.get(id)?.value ?? (await get(id)).value)
        failed.delete(id)
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        failed.set(id, { fileTimes, error })
        errors.push(error.message)
      }
    }
    return { values, errors }
  }
  return { list, get }
}

interface Known<T> {
  readonly definition: HashedDefinition<T>
  readonly file: string
}

/** A running package does not change; the workspace's files may. */
async function isUnchanged({ definition, file }: Known<unknown>): Promise<boolean> {
  return !definition.userDefined || (await definitionHash(file).catch(() => undefined)) === definition.sourceHash
}

/** Names and times of a folder's files: a definition that failed is tried again once these are others. */
async function readFileTimes(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => [])
  const times = await Promise.all(names.map((name) => stat(join(folder, name)).then(({ mtimeMs }) => mtimeMs)))
  return names.map((name, i) => `${name}:${times[i]}`).join('\n')
}
