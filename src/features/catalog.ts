import { loadCatalog, type Catalog } from '../core/catalog.js'
import { isFeatureSet, type FeatureSet } from './feature-set.js'

/** Every feature set there is: one file each in the folder `catalog`. */
export function featureCatalog(): Promise<Catalog<FeatureSet>> {
  return loadCatalog(new URL('./catalog/', import.meta.url), 'feature set', isFeatureSet)
}
