/**
 * Round values from `low` to `high`, about `count` of them and not closer than `minStep`, and the digits behind the point that
 * tell them apart.
 */
export function computeTicks(
  low: number,
  high: number,
  count: number,
  minStep = 0,
): { readonly values: readonly number[]; readonly digits: number } {
  const rough = (high - low) / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const round = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? 10 * power
  const step = Math.max(minStep, round)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  const values = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step)
  return { values, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) }
}

/** About six whole numbers: epochs are not divided. */
export function integerTicks(low: number, high: number): readonly number[] {
  return computeTicks(low, high, 6, 1).values
}

/** A tick with what is written at it. */
export interface LabelledTick {
  readonly value: number
  readonly text: string
}

/** The texts of ticks. Of several that read the same the one next to zero is left, and zero has no sign. */
export function labelTicks(values: readonly number[], format: (value: number) => string): LabelledTick[] {
  const ticks = new Map<string, number>()
  for (const value of values) {
    const text = withoutSignOfZero(format(value))
    const before = ticks.get(text)
    if (before === undefined || Math.abs(value) < Math.abs(before)) ticks.set(text, value)
  }
  return [...ticks].map(([text, value]) => ({ value, text }))
}

function withoutSignOfZero(text: string): string {
  return /[1-9]/.test(text) ? text : text.replace(/^[-−+]/, '')
}

/** A range that is never empty, with a little room at both ends. */
export function paddedRange(values: readonly number[], withZero = false): readonly [number, number] {
  const known = values.filter(Number.isFinite)
  if (withZero || known.length === 0) known.push(0)
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const margin = high > low ? 0.05 * (high - low) : Math.max(1e-6, 0.05 * Math.abs(high))
  return [low - margin, high + margin]
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const STEPS = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 10 * DAY, 30 * DAY, 91 * DAY, 365 * DAY]

/** Begins of hours, days or more days in UTC, about six of them; epoch ms. */
export function timeTicks(low: number, high: number): number[] {
  const step = STEPS.find((one) => (high - low) / one <= 7) ?? 365 * DAY
  const first = Math.ceil(low / step)
  const last = Math.floor(high / step)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step)
}
