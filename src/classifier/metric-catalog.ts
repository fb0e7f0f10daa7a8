import { loadCatalog, type Catalog, type CatalogScope } from '../definitions/catalog.js'
import { isMetric, type Metric } from './metric.js'
import { guardMetric, metricError } from './user-metric.js'

/** Every metric there is: one file each in the folder `metrics`, and in the folder `metrics` of a workspace. */
export function metricCatalog(scope: CatalogScope = {}): Promise<Catalog<Metric>> {
  return loadCatalog(new URL('./metrics/', import.meta.url), 'metric', isMetric, {
    ...scope,
    folder: 'metrics',
    validate: metricError,
    guard: guardMetric,
  })
}
