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

/** An amount of money as decimal text: it never passes through a float on its way to an order. */
export const amountText = z.string().regex(/^\d+(\.\d+)?$/, 'expected an amount such as 10000')

const SPEED = 'expected stepped, or a number above 0 such as 60'

/** How fast a replay goes: times real time, or stepped, where its client lets time go on. */
export const replaySpeed = z.union([z.literal('stepped', SPEED), z.number(SPEED).positive(SPEED)])
