import { loadCatalog, type Catalog, type CatalogScope, type CatalogEntry } from '../definitions/catalog.js'
import { guardDefinition } from '../definitions/guard-definition.js'
import { isFeatureSet, type FeatureSet, columnHistory } from './feature-set.js'
import { featureFrameError, featureSetError } from './user-feature-set.js'
import { definitionHash } from '../definitions/definition-hash.js'
import type { DerivedRequest } from '../store/derived/derived-store.js'

/** Loads all feature sets: one file each in the folder `catalog`, and in the folder `features` of a workspace. */
export function featureCatalog(scope: CatalogScope = {}): Promise<Catalog<FeatureSet>> {
  return loadCatalog(new URL('./catalog/', import.meta.url), 'feature set', isFeatureSet, {
    ...scope,
    folder: 'features',
    validate: featureSetError,
    guard: (set, source) => guardDefinition(set, source, (frame, candles) => featureFrameError(set, frame, candles)),
  })
}

/** Makes the request for a feature set's frames from the store; the market and the range are the caller's. */
export async function featureRequest({
  value,
  file,
}: CatalogEntry<FeatureSet>): Promise<Omit<DerivedRequest, 'market'>> {
  return {
    kind: 'features',
    definition: value,
    sourceHash: await definitionHash(file),
    columnHistory: columnHistory(value),
    horizon: 0,
  }
}
