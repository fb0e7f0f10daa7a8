import { loadCatalog, type Catalog, type CatalogScope } from '../definitions/catalog.js'
import { isEventSampler, type EventSampler } from './event-sampler.js'
import { eventSamplerError, guardEventSampler } from './user-event-sampler.js'

/** Every event sampler there is: one file each in the folder `events`, and in the folder `events` of a workspace. */
export function eventCatalog(scope: CatalogScope = {}): Promise<Catalog<EventSampler>> {
  return loadCatalog(new URL('./events/', import.meta.url), 'event sampler', isEventSampler, {
    ...scope,
    folder: 'events',
    validate: eventSamplerError,
    guard: guardEventSampler,
  })
}
