import type { Clock } from '../core/clock.js'

/** The outside world of one command: the composition root is the only place that touches the process. */
export interface Io {
  readonly cwd: string
  /** The environment with its keys and tokens, which the process itself has no more: nothing else may be given them. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** Aborted on Ctrl-C or SIGTERM; long work stops at its next safe point. */
  readonly signal: AbortSignal
  /** Whether people watch stderr, so that bars may move. */
  readonly interactive: boolean
  /** Columns of the terminal. */
  readonly width: number
  /** Asks the person at the terminal; absent where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>
  out(text: string): void
  err(text: string): void
}
