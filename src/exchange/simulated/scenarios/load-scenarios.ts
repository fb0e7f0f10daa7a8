import { z } from 'zod'
import { loadCatalog, type Catalog } from '../../../definitions/catalog.js'
import type { Scenario } from './scenario.js'

/** Every scenario of the catalog folder, by id. */
export function loadScenarios(): Promise<Catalog<Scenario>> {
  return loadCatalog(new URL('./catalog/', import.meta.url), 'scenario', isScenario)
}

function isScenario(value: unknown): value is Scenario {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'summary' in value &&
    typeof value.summary === 'string' &&
    'settings' in value &&
    value.settings instanceof z.ZodType &&
    'open' in value &&
    typeof value.open === 'function'
  )
}
