import { z } from 'zod'
import { UserError } from '../../../core/errors.js'
import type { ScenarioContext } from './scenario.js'

/** Schemas of settings that several scenarios have. */
export const settingSchemas = {
  /** On average so many requests lie between two events. */
  every: (fallback: number) => z.number().int().min(1).default(fallback),
  /** At most so many requests in a row. */
  requests: (fallback: number) => z.number().int().min(1).default(fallback),
  /** Milliseconds or minutes, as the scenario says. */
  span: (fallback: number) => z.number().min(0).default(fallback),
  share: (fallback: number) => z.number().min(0).max(1).default(fallback),
  /** Binance's symbol; one is drawn where it is left out. */
  symbol: z
    .string()
    .regex(/^[A-Z0-9]+$/, 'expected a symbol such as BTCUSDT')
    .optional(),
  /** Minutes after the replay begins; drawn where it is left out. */
  after: z.number().min(0).optional(),
} as const

/** The market asked for, or a drawn one. Throws UserError where there is no such market. */
export function chooseSymbol(symbol: string | undefined, { symbols, draw }: ScenarioContext): string {
  if (symbol !== undefined && !symbols.includes(symbol)) {
    throw new UserError(`a scenario is about ${symbol}; the simulated exchange has ${symbols.join(', ')}`)
  }
  return symbol ?? symbols[Math.floor(draw('symbol') * symbols.length)] ?? ''
}
