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
  if (WHOLE.test(text)) {
    const value = Number(text)
    // Seconds, milli-, micro-, nanoseconds: the plausible ranges do not overlap. Divided, for factors below 1 are inexact.
    return [value * 1000, value, value / 1000, value / 1e6].find((time) => time >= EARLIEST && time < LATEST)
  }
  if (!ISO.test(text)) return undefined
  const iso = text.replace(' ', 'T')
  const zoned = iso.length > 10 && !/(?:Z|[-+]\d{2}:?\d{2})$/.test(iso.slice(10)) ? `${iso}Z` : iso
  const time = Date.parse(zoned)
  return time >= EARLIEST && time < LATEST ? time : undefined
}

/** What is wrong with a candle, in words; undefined where nothing is. */
export function candleFault(
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): string | undefined {
  for (const [name, price] of Object.entries({ open, high, low, close })) {
    if (price <= 0) return `${name} is ${price}: expected a price above 0`
  }
  if (volume < 0) return `volume is ${volume}: expected 0 or more`
  if (high < low) return `high ${high} is below low ${low}`
  if (high < Math.max(open, close)) return `high ${high} is below open ${open} or close ${close}`
  if (low > Math.min(open, close)) return `low ${low} is above open ${open} or close ${close}`
  return undefined
}
