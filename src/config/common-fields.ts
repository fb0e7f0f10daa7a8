import { z } from 'zod'
import { parseTime } from '../core/time.js'

/** A time as requests have it: ISO 8601 in UTC, to the day or finer, with or without Z. */
export const timeText = z
  .string()
  .refine(
    (text) => parseTime(text) !== undefined,
    'expected an ISO time in UTC such as 2023-08-01 or 2023-08-01T12:00Z',
  )

/** Short name of a base. */
export const baseName = z.string().regex(/^[A-Za-z0-9]{1,20}$/, 'expected the short name of a base such as btc')

/** Names that are folders or files at the same time. */
export const plainName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'expected letters, digits, dots, dashes and underscores')

export const seedNumber = z.int().min(0).max(999_999_999)
