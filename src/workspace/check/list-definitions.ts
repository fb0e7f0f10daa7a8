import type { CatalogScope } from '../../definitions/catalog.js'
import type { UserError } from '../../core/errors.js'
import { eventCatalog } from '../../datasets/event-catalog.js'
import { featureCatalog } from '../../features/catalog.js'
import { targetCatalog } from '../../targets/catalog.js'
import type { BrokenFile } from './broken-file.js'
import type { CatalogDefinition } from './catalog-definition.js'

/**
 * Everything of the catalogs that can be checked. Files of the workspace that cannot even be loaded go to `refuse`; without it
 * the first of them is thrown.
 */
export async function listDefinitions(
  scope: CatalogScope,
  refuse?: (broken: BrokenFile) => void,
): Promise<CatalogDefinition[]> {
  const scopeOf = (kind: BrokenFile['kind']): CatalogScope => ({
    ...scope,
    onRefused: refuse && ((file: string, { message }: UserError) => refuse({ kind, file, text: message })),
  })
  const features = await featureCatalog(scopeOf('features'))
  const targets = await targetCatalog(scopeOf('targets'))
  const events = await eventCatalog(scopeOf('events'))
  return [
    ...[...features.values()].map((entry): CatalogDefinition => ({ kind: 'features', entry })),
    ...[...targets.values()].map((entry): CatalogDefinition => ({ kind: 'targets', entry })),
    ...[...events.values()].map((entry): CatalogDefinition => ({ kind: 'events', entry })),
  ]
}
