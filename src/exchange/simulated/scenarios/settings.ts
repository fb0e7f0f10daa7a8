import { z } from 'zod'

/** Schemas of settings that several scenarios have. */
export const setting = {
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
