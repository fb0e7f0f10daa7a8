import type { Clock } from '../core/clock.js'
import type { Progress } from '../core/progress.js'

/** All that a use case knows of the outside, besides the folder of its workspace. */
export interface Ports {
  readonly clock: Clock
  /** Aborted to stop: long work ends at its next safe point and throws CancelledError. */
  readonly signal: AbortSignal
  readonly progress: Progress
  /** Takes one line for people, without a line break at its end. */
  readonly log: (line: string) => void
}
