import { z } from 'zod'
import { fields } from '../../config/fields.js'

/** Where to make a workspace. */
export const initSchema = z.strictObject({
  folder: z.string().min(1).optional().register(fields, {
    help: 'folder of the new workspace',
    otherwise: 'the current one',
    placeholder: 'folder',
    meaning: 'path',
    isArgument: true,
  }),
})
export type InitRequest = z.input<typeof initSchema>
