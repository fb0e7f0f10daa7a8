import { z } from 'zod'
import { UserError } from '../../../core/errors.js'
import type { ScenarioContext } from './scenario.js'

/** Schemas of settings that several scenarios have. */
export const settingSchemas = {
  /** On average so many requests lie between two events. */
  every: (usual: number) => z.number().int().min(1).default(usual),
  /** At most so many requests in a row. */
  requests: (usual: number) => z.number().int().min(1).default(usual),
  /** Milliseconds or minutes, as the scenario says. */
  span: (usual: number) => z.number().min(0).default(usual),
  share: (usual: number) => z.number().min(0).max(1).default(usual),
  /** Binance's symbol; one is drawn where it is left out. */
  symbol: z
    .string()
    .regex(/^[A-Z0-9]+$/, 'expected a symbol such as BTCUSDT')
    .optional(),
  /** Minutes after the replay begins; drawn where it is left out. */
  after: z.number().min(0).optional(),
} as const

/** The market asked for, or a drawn one. Throws UserError where there is no such market. */
export function chooseSymbol(asked: string | undefined, { symbols, draw }: ScenarioContext): string {
  if (asked !== undefined && !symbols.includes(asked)) {
    throw new UserError(`a scenario is about ${asked}; the simulated exchange has ${symbols.join(', ')}`)
  }
  return asked ?? symbols[Math.floor(draw('symbol') * symbols.length)] ?? ''
}
