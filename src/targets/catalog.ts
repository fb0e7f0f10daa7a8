import { loadCatalog, type Catalog, type CatalogScope } from '../definitions/catalog.js'
import { guardDefinition } from '../definitions/guard-definition.js'
import { targetError, targetFrameError } from './user-target.js'
import { isTarget, type Target } from './target.js'

/** Every target there is: one file each in the folder `catalog`, and in the folder `targets` of a workspace. */
export function targetCatalog(scope: CatalogScope = {}): Promise<Catalog<Target>> {
  return loadCatalog(new URL('./catalog/', import.meta.url), 'target', isTarget, {
    ...scope,
    folder: 'targets',
    validate: targetError,
    guard: (target, source) =>
      guardDefinition(target, source, (frame, candles) => targetFrameError(target, frame, candles)),
  })
}
