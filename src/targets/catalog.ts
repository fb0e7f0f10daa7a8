import { loadCatalog, type Catalog } from '../core/catalog.js'
import { isTarget, type Target } from './target.js'

/** Every target there is: one file each in the folder `catalog`. */
export function targetCatalog(): Promise<Catalog<Target>> {
  return loadCatalog(new URL('./catalog/', import.meta.url), 'target', isTarget)
}
