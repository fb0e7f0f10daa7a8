import { z } from 'zod'
import { UserError } from '../core/errors.js'
import type { TimeRange } from '../core/time.js'

/** Splits `a,b c` into its names, lower-cased. */
export function namesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(/[\s,]+/)
    .filter((name) => name !== '')
    .map((name) => name.toLowerCase())
}

/** An ISO date or time in UTC as epoch ms: `2023-08-01`, `2023-08-01T12:00`, with or without Z. */
export function timeOption(text: string, option: string): number {
  const normal = normalIso(text)
  const time = Date.parse(normal)
  if (Number.isNaN(time))
    throw new UserError(`${option} is ${text}: expected an ISO time in UTC such as 2023-08-01 or 2023-08-01T12:00Z`)
  return time
}

function normalIso(text: string): string {
  const time = text.replace(' ', 'T')
  if (/^\d{4}-\d{2}-\d{2}$/.test(time)) return `${time}T00:00Z`
  return /(Z|[+-]\d{2}:?\d{2})$/.test(time.slice(10)) ? time : `${time}Z`
}

interface RangeTexts {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** The range of `--from` and `--to`, of which either may be left out. Throws UserError where it is empty. */
export function askedRange({ from, to }: RangeTexts): Partial<TimeRange> {
  const range = {
    ...(from === undefined ? {} : { from: timeOption(from, '--from') }),
    ...(to === undefined ? {} : { to: timeOption(to, '--to') }),
  }
  if (range.from === undefined || range.to === undefined || range.from < range.to) return range
  throw new UserError(`--from ${from ?? ''} --to ${to ?? ''} is an empty range: the end must come after the start`)
}

/** What a command's options mean, by its schema. Throws UserError naming the option, its value and what is allowed. */
export function parseOptions<Schema extends z.ZodType>(schema: Schema, raw: unknown): z.output<Schema> {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const key = String(issue?.path[0] ?? '')
  const value: unknown =
    typeof raw === 'object' && raw ? Object.entries(raw).find(([name]) => name === key)?.[1] : undefined
  const allowed =
    issue?.code === 'invalid_value' ? `allowed are ${issue.values.map(String).join(', ')}` : issue?.message
  const option = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new UserError(`--${option} is ${String(value)}: ${allowed ?? 'not valid'}`)
}

/** What `--candles` was given, once or several times: a file, and files of other bases as `btc=FILE`. */
export const candlesOption = z.array(z.string().min(1)).default([])

/** Collects the values of an option that may be given several times. */
export function collected(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value]
}
