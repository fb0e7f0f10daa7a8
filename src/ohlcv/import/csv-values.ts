const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i
const WHOLE = /^\d+$/
const ISO = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[-+]\d{2}:?\d{2})?)?$/
/** Time stamps outside of this are taken for something else. */
const EARLIEST = Date.UTC(2005, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)

/** A decimal number; undefined for anything else, also for NaN and infinities. */
export function numberFrom(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined
}

/** A time in seconds, milli-, micro- or nanoseconds since the epoch or in ISO form (UTC where no zone is said), as ms. */
export function timeFrom(text: string): number | undefined {
  if (WHOLE.test(text)) return epochTime(Number(text))
  if (!ISO.test(text)) return undefined
  const iso = text.replace(' ', 'T')
  const zoned = iso.length > 10 && !/(?:Z|[-+]\d{2}:?\d{2})$/.test(iso.slice(10)) ? `${iso}Z` : iso
  const time = Date.parse(zoned)
  return time >= EARLIEST && time < LATEST ? time : undefined
}

/** A number of seconds, milli-, micro- or nanoseconds since the epoch as ms; undefined where it is none of them. */
export function epochTime(value: number): number | undefined {
  // The plausible ranges do not overlap. Divided, for factors below 1 are inexact.
  if (value >= EARLIEST && value < LATEST) return value
  return [value * 1000, value / 1000, value / 1e6].find((time) => time >= EARLIEST && time < LATEST)
}
