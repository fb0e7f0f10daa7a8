import type { CatalogEntry } from '../definitions/catalog.js'
import { definitionHash } from '../definitions/definition-hash.js'
import type { DerivedRequest } from '../store/derived/derived-store.js'
import type { Target } from './target.js'

/** What the store of derived frames has to know of a target; the market and the range are the caller's. */
export async function targetSource({ value, file }: CatalogEntry<Target>): Promise<Omit<DerivedRequest, 'market'>> {
  return {
    kind: 'targets',
    definition: value,
    sourceHash: await definitionHash(file),
    columnHistory: value.history,
    horizon: value.horizon,
  }
}
