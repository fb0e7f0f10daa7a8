const MINUTE = 60_000

/** A share as signed per cent, `+1.25 %`, with a real minus. */
export function formatSignedPercent(share: number, digits = 2): string {
  const text = Math.abs(100 * share).toFixed(digits)
  if (Number(text) === 0) return `${text} %`
  return `${share < 0 ? '−' : '+'}${text} %`
}

/** A share as per cent without a sign. */
export function formatPercent(share: number, digits = 0): string {
  return `${(100 * share).toFixed(digits)} %`
}

export function formatInteger(value: number): string {
  return value.toLocaleString('en')
}

/** A number of minutes as `45 min`, `3 h 20 min` or `2 d 4 h`. */
export function formatDuration(minutes: number): string {
  const total = Math.round(minutes)
  if (total < 60) return `${total} min`
  if (total < 1440) return joinUnits(Math.floor(total / 60), 'h', total % 60, 'min')
  return joinUnits(Math.floor(total / 1440), 'd', Math.floor((total % 1440) / 60), 'h')
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`
}

/** Times as the workspace shows them. */
export interface TimeFormat {
  /** `2023-08-05 14:30` of epoch minutes. */
  readonly minute: (minute: number) => string
  /** `2023-08-05`. */
  readonly day: (minute: number) => string
  /** `14:30`. */
  readonly clock: (minute: number) => string
}

export function createTimeFormat(timeZone: string): TimeFormat {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const minute = (value: number): string => format.format(value * MINUTE)
  return { minute, day: (value) => minute(value).slice(0, 10), clock: (value) => minute(value).slice(11) }
}
