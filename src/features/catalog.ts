import { loadCatalog, type Catalog, type CatalogScope } from '../definitions/catalog.js'
import { guardDefinition } from '../definitions/guard-definition.js'
import { isFeatureSet, type FeatureSet } from './feature-set.js'
import { featureFrameError, featureSetError } from './user-feature-set.js'

/** Every feature set there is: one file each in the folder `catalog`, and in the folder `features` of a workspace. */
export function featureCatalog(scope: CatalogScope = {}): Promise<Catalog<FeatureSet>> {
  return loadCatalog(new URL('./catalog/', import.meta.url), 'feature set', isFeatureSet, {
    ...scope,
    folder: 'features',
    validate: featureSetError,
    guard: (set, source) => guardDefinition(set, source, (frame, candles) => featureFrameError(set, frame, candles)),
  })
}
