export { formatSignedPercent, formatPercent, formatDuration, formatInteger } from '../reports/format.js'

/** A price with the digits that matter at its size: `64,123.5`, `0.04217`. */
export function formatPrice(value: number): string {
  const digits = value === 0 ? 0 : Math.min(8, Math.max(0, 4 - Math.floor(Math.log10(Math.abs(value)))))
  return value.toLocaleString('en', { minimumFractionDigits: Math.min(2, digits), maximumFractionDigits: digits })
}

/** A number of any size with four digits that matter: `0.4213`, `1.25e-5`. */
export function formatNumber(value: number): string {
  const size = Math.abs(value)
  if (size > 0 && size < 1e-4) return value.toExponential(2)
  return value.toLocaleString('en', { maximumSignificantDigits: 4 })
}

/** A big number in a few letters: `1.2 M`. */
export function formatCompact(value: number): string {
  return value.toLocaleString('en', { notation: 'compact', maximumFractionDigits: 1 })
}

/** How long ago: `3 s`, `5 min`, `2 h`, `4 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 90) return `${seconds} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  if (seconds < 129_600) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} d`
}
