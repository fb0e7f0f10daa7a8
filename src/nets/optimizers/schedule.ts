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
