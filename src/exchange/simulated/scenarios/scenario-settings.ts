import { z } from 'zod'
import { UserError } from '../../../core/errors.js'
import type { ScenarioContext } from './scenario.js'

/** Schemas of settings that several scenarios share. */
export const settingSchemas = {
  /** The average number of requests between two events. */
  every: (fallback: number) => z.number().int().min(1).default(fallback),
  /** The largest number of requests in a row. */
  requests: (fallback: number) => z.number().int().min(1).default(fallback),
  /** Milliseconds or minutes, as the scenario says. */
  span: (fallback: number) => z.number().min(0).default(fallback),
  share: (fallback: number) => z.number().min(0).max(1).default(fallback),
  /** Binance's symbol; a random one by default. */
  symbol: z
    .string()
    .regex(/^[A-Z0-9]+$/, 'expected a symbol such as BTCUSDT')
    .optional(),
  /** Minutes after the beginning of the replay; random by default. */
  after: z.number().min(0).optional(),
} as const

/** Returns the given market, or a random one. Throws UserError where there is no such market. */
export function chooseSymbol(symbol: string | undefined, { symbols, draw }: ScenarioContext): string {
  if (symbol !== undefined && !symbols.includes(symbol)) {
    throw new UserError(`a scenario is about ${symbol}; the simulated exchange has ${symbols.join(', ')}`)
  }
  return symbol ?? symbols[Math.floor(draw('symbol') * symbols.length)] ?? ''
}
