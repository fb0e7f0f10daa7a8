import type { CatalogScope, CatalogEntry } from '../../definitions/catalog.js'
import type { UserError } from '../../core/errors.js'
import { eventCatalog } from '../../datasets/event-catalog.js'
import { featureCatalog } from '../../features/catalog.js'
import { targetCatalog } from '../../targets/catalog.js'
import type { BrokenFile } from './result.js'
import { featureSubject, targetSubject, type Subject } from '../../checks/subject.js'
import { gridAfterHistory } from '../../definitions/definition.js'
import { makeFrame } from '../../core/frame.js'
import type { EventSampler } from '../../datasets/event-sampler.js'
import type { FrameDefinition } from '../compute/find-definition.js'

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

/** A definition that can be checked. */
export type CatalogDefinition =
  | FrameDefinition
  | { readonly kind: 'events'; readonly entry: CatalogEntry<EventSampler> }

export function subjectOf(definition: CatalogDefinition): Subject {
  switch (definition.kind) {
    case 'features':
      return featureSubject(definition.entry.value)
    case 'targets':
      return targetSubject(definition.entry.value)
    case 'events':
      return eventSubject(definition.entry.value)
  }
}

/** A sampler as a column of marks: it must be as blind to the future as a feature. */
function eventSubject(sampler: EventSampler): Subject {
  const { id, history } = sampler
  return {
    kind: 'events',
    id,
    history,
    reach: history,
    horizon: 0,
    needs: [],
    compute: (candles) => {
      const events = sampler.events(candles)
      return makeFrame(gridAfterHistory(id, history, candles), [['event', events]])
    },
    // makeFrame has looked at all that there is.
    frameError: () => undefined,
  }
}
