import { featureSubject, targetSubject, type Subject } from '../../checks/subject.js'
import type { CatalogEntry } from '../../definitions/catalog.js'
import { gridAfterHistory } from '../../definitions/definition.js'
import { makeFrame } from '../../core/frame.js'
import type { EventSampler } from '../../datasets/event-sampler.js'
import type { FrameDefinition } from '../compute/find-definition.js'

/** A definition that can be checked. */
export type CatalogDefinition =
  | FrameDefinition
  | { readonly kind: 'events'; readonly entry: CatalogEntry<EventSampler> }

export function subjectOf(checkable: CatalogDefinition): Subject {
  switch (checkable.kind) {
    case 'features':
      return featureSubject(checkable.entry.value)
    case 'targets':
      return targetSubject(checkable.entry.value)
    case 'events':
      return eventSubject(checkable.entry.value)
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
