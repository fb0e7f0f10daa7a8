import type { CatalogScope } from '../../core/catalog.js'
import { eventCatalog } from '../../datasets/event-catalog.js'
import { featureCatalog } from '../../features/catalog.js'
import { targetCatalog } from '../../targets/catalog.js'
import type { Checkable } from './checkable.js'

/** Everything of the catalogs that can be checked. */
export async function checkables(scope: CatalogScope): Promise<Checkable[]> {
  const features = await featureCatalog(scope)
  const targets = await targetCatalog(scope)
  const events = await eventCatalog(scope)
  return [
    ...[...features.values()].map((entry): Checkable => ({ kind: 'features', entry })),
    ...[...targets.values()].map((entry): Checkable => ({ kind: 'targets', entry })),
    ...[...events.values()].map((entry): Checkable => ({ kind: 'events', entry })),
  ]
}
