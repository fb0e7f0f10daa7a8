import { loadCatalog, type Catalog, type CatalogScope } from '../definitions/catalog.js'
import { isNet, type Net } from './net.js'
import { guardNet, netError } from './user-net.js'

/** Every net there is, by id: those of the package, and those in the folder `nets` of a workspace. */
export function netCatalog(scope: CatalogScope = {}): Promise<Catalog<Net>> {
  return loadCatalog(new URL('./catalog/', import.meta.url), 'net', isNet, {
    ...scope,
    folder: 'nets',
    validate: netError,
    guard: guardNet,
  })
}
