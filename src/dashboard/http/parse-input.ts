import type { z } from 'zod'
import { BadRequestError } from './errors.js'

/** A query or a body by its schema. Throws BadRequestError, answered with 400, naming the field and what is expected. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new BadRequestError(`${issue?.path.map(String).join('.') || 'the request'}: ${issue?.message ?? 'not valid'}`)
}
