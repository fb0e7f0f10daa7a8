import { UserError } from '../../../core/errors.js'
import type { ScenarioWorld } from './scenario.js'

/** The market asked for, or a drawn one. Throws UserError where there is no such market. */
export function chosenSymbol(asked: string | undefined, { symbols, draw }: ScenarioWorld): string {
  if (asked !== undefined && !symbols.includes(asked)) {
    throw new UserError(`a scenario is about ${asked}; the simulated exchange has ${symbols.join(', ')}`)
  }
  return asked ?? symbols[Math.floor(draw('symbol') * symbols.length)] ?? ''
}
