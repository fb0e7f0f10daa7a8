/** Days beyond which nobody waits. */
const MAX_DAYS = 36_500

/** A number with its noun: `1 day`, `1 200 days`. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en-US').replaceAll(',', ' ')} ${noun}${count === 1 ? '' : 's'}`
}

/** A share in per cent, three significant digits or so: `0.123 %`. */
export function percentText(share: number): string {
  const value = 100 * share
  const digits = Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3
  return `${value.toFixed(digits)} %`
}

/** How many more days it takes, or that nobody will wait for them. */
export function waitText(moreDays: number): string {
  return moreDays > MAX_DAYS ? 'more than 100 years' : `about ${countText(moreDays, 'more day')}`
}
