import { loadCatalog, type Catalog, type CatalogScope } from '../definitions/catalog.js'
import { isEventSampler, type EventSampler } from './event-sampler.js'
import { z } from 'zod'
import { functionSchema, idSchema, schemaError, type DefinitionError } from '../definitions/definition-error.js'
import { UserError } from '../core/errors.js'
import { runUserCode } from '../definitions/guard-definition.js'
import type { UserSource } from '../definitions/user-source.js'

/** Every event sampler there is: one file each in the folder `events`, and in the folder `events` of a workspace. */
export function eventCatalog(scope: CatalogScope = {}): Promise<Catalog<EventSampler>> {
  return loadCatalog(new URL('./events/', import.meta.url), 'event sampler', isEventSampler, {
    ...scope,
    folder: 'events',
    validate: eventSamplerError,
    guard: guardEventSampler,
  })
}

const schema = z.object(
  { id: idSchema, version: z.int().min(1), history: z.int().min(0), events: functionSchema },
  'its default export is no event sampler: expected export default defineEventSampler({…})',
)

/** Why something is no event sampler; undefined where it is one. */
export function eventSamplerError(value: unknown): DefinitionError | undefined {
  return schemaError(schema, value)
}

/** Wraps a sampler so that what goes wrong in its `events` is a UserError that names file and line. */
export function guardEventSampler(sampler: EventSampler, source: UserSource): EventSampler {
  return {
    ...sampler,
    events: (candles) => {
      const events: unknown = runUserCode(source, `events of ${sampler.id}`, () => sampler.events(candles))
      const rows = Math.max(0, candles.grid.rows - sampler.history)
      const error = eventsError(events, rows)
      if (error === undefined && events instanceof Uint8Array) return events
      throw new UserError(`${source.placeOf(/\bevents\s*[:(]/)}: events of ${sampler.id} returned ${error}`)
    },
  }
}

function eventsError(events: unknown, rows: number): string | undefined {
  const isColumn = events instanceof Uint8Array
  if (!isColumn || events.length !== rows) {
    const given = isColumn ? `${events.length} values` : 'no Uint8Array'
    return `${given}: expected a Uint8Array of ${rows}, one value for each candle after its history`
  }
  const other = events.find((event) => event > 1)
  return other === undefined ? undefined : `the value ${other}: expected 1 for an event, 0 for none`
}
