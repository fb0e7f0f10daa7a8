import type { CatalogEntry } from '../definitions/catalog.js'
import { definitionHash } from '../definitions/definition-hash.js'
import type { DerivedRequest } from '../store/derived/derived-store.js'
import { columnHistory, type FeatureSet } from './feature-set.js'

/** What the store of derived frames has to know of a feature set; the market and the range are the caller's. */
export async function featureSource({
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
