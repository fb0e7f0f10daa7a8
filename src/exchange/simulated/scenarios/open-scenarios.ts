import { z } from 'zod'
import { UserError } from '../../../core/errors.js'
import { hash32, createRng } from '../../../core/rng.js'
import type { TimeRange } from '../../../core/time.js'
import { entryOf, loadCatalog, type Catalog } from '../../../definitions/catalog.js'
import type { ScenarioHooks, ScenarioContext, Scenario } from './scenario.js'

/** A scenario by its id, with the settings that differ from their defaults. */
export interface ScenarioChoice {
  readonly id: string
  readonly settings?: unknown
}

/** An event that a scenario caused. */
export interface ScenarioEvent {
  /** The exchange's time. */
  readonly time: number
  /** Id of the scenario. */
  readonly scenario: string
  readonly text: string
}

export interface ScenarioRun {
  readonly seed: number
  readonly range: TimeRange
  readonly symbols: readonly string[]
  readonly log: (event: ScenarioEvent) => void
}

/**
 * Opens scenarios side by side, each with its own random stream: equal seeds and requests give equal events. Throws
 * UserError where a scenario is unknown or its settings are invalid.
 */
export async function openScenarios(choices: readonly ScenarioChoice[], run: ScenarioRun): Promise<ScenarioHooks[]> {
  if (choices.length === 0) return []
  const catalog = await loadScenarios()
  return choices.map(({ id, settings = {} }, index) => {
    const scenario = entryOf(catalog, 'scenario', id).value
    try {
      return scenario.open(settings, contextOf(id, index, run))
    } catch (error) {
      if (error instanceof z.ZodError) throw new UserError(`scenario ${id}: ${describeSettingError(error)}`)
      throw error
    }
  })
}

/** Describes the first invalid setting by its name. */
export function describeSettingError(error: z.ZodError): string {
  const [issue] = error.issues
  const name = issue?.path.join('.') ?? ''
  return `${name === '' ? '' : `${name}: `}${issue?.message ?? 'not valid'}`
}

function contextOf(id: string, index: number, run: ScenarioRun): ScenarioContext {
  const stream = [run.seed, hashOf(id), index]
  return {
    rng: createRng(...stream),
    draw: (...words) =>
      hash32(...stream, ...words.map((word) => (typeof word === 'number' ? word : hashOf(word)))) / 2 ** 32,
    range: run.range,
    symbols: run.symbols,
    log: (time, text) => run.log({ time, scenario: id, text }),
  }
}

function hashOf(text: string): number {
  return hash32(...Array.from(text, (letter) => letter.charCodeAt(0)))
}

/** Loads every scenario of the catalog folder, by id. */
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
