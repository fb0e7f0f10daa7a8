import { loadCatalog, type Catalog } from '../core/catalog.js'
import { isNet, type Net } from './net.js'

/** The nets that come with the package, by id. */
export function netCatalog(): Promise<Catalog<Net>> {
  return loadCatalog(new URL('./catalog/', import.meta.url), 'net', isNet)
}
