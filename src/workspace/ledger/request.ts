import { z } from 'zod'

/** What a workspace has counted. */
export const ledgerSchema = z.strictObject({})
export type LedgerRequest = z.input<typeof ledgerSchema>
