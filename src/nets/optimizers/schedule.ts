/** How the learning rate goes over a fit: plain data, a function of the absolute step alone. */
export type Schedule = ConstantSchedule | CosineSchedule

interface WarmUp {
  /** Steps over which the rate rises from near zero in a straight line; default 0. */
  readonly warmupSteps?: number
}

export interface ConstantSchedule extends WarmUp {
  readonly type: 'constant'
}

/** Half a wave of the cosine, from the whole rate at the end of the warm-up to `floor`. */
export interface CosineSchedule extends WarmUp {
  readonly type: 'cosine'
  /** Steps from the end of the warm-up to the floor. */
  readonly steps: number
  /** Share of the rate that remains; default 0. */
  readonly floor?: number
}

/** The factor of the learning rate in step `step` (0, 1, …). */
export function scheduleFactor(schedule: Schedule, step: number): number {
  const { warmupSteps = 0 } = schedule
  if (step < warmupSteps) return (step + 1) / warmupSteps
  if (schedule.type === 'constant') return 1
  const { steps, floor = 0 } = schedule
  const done = Math.min(1, (step - warmupSteps) / steps)
  return floor + ((1 - floor) * (1 + Math.cos(Math.PI * done))) / 2
}

export interface PlateauOptions {
  /** What the rate is multiplied by at each plateau; default 0.1. */
  readonly factor?: number
  /** Epochs without a better value that make a plateau; default 10. */
  readonly patience?: number
  /** How much lower a value must be to be better; default 1e-4. */
  readonly minDelta?: number
  /** Epochs after a plateau in which none are counted; default 0. */
  readonly cooldown?: number
  /** Smallest factor; default 0. */
  readonly minFactor?: number
}

/**
 * The factor of the learning rate for the epoch after those whose values (lower is better: losses, or gains negated) are
 * given, as Keras' ReduceLROnPlateau has it. A function of the values alone, so that a resumed fit has the same.
 */
export function plateauFactor(values: readonly number[], options: PlateauOptions = {}): number {
  const { factor = 0.1, patience = 10, minDelta = 1e-4, cooldown = 0, minFactor = 0 } = options
  let [best, wait, rest, product] = [Infinity, 0, 0, 1]
  for (const value of values) {
    if (rest > 0) {
      rest--
      wait = 0
    }
    if (value < best - minDelta) {
      best = value
      wait = 0
    } else if (rest === 0 && ++wait >= patience) {
      product = Math.max(minFactor, product * factor)
      rest = cooldown
      wait = 0
    }
  }
  return product
}
