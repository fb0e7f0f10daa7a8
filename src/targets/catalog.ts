import { loadCatalog, type Catalog, type CatalogScope, type CatalogEntry } from '../definitions/catalog.js'
import { guardDefinition } from '../definitions/guard-definition.js'
import { targetError, targetFrameError } from './user-target.js'
import { isTarget, type Target } from './target.js'
import { definitionHash } from '../definitions/definition-hash.js'
import type { DerivedRequest } from '../store/derived/derived-store.js'

/** Loads all targets: one file each in the folder `catalog`, and in the folder `targets` of a workspace. */
export function targetCatalog(scope: CatalogScope = {}): Promise<Catalog<Target>> {
  return loadCatalog(new URL('./catalog/', import.meta.url), 'target', isTarget, {
    ...scope,
    folder: 'targets',
    validate: targetError,
    guard: (target, source) =>
      guardDefinition(target, source, (frame, candles) => targetFrameError(target, frame, candles)),
  })
}

/** Makes the request for a target's frames from the store; the market and the range are the caller's. */
export async function targetRequest({ value, file }: CatalogEntry<Target>): Promise<Omit<DerivedRequest, 'market'>> {
  return {
    kind: 'targets',
    definition: value,
    sourceHash: await definitionHash(file),
    columnHistory: value.history,
    horizon: value.horizon,
  }
}
