import { stripVTControlCharacters } from 'node:util'
import type { Clock } from '../core/clock.js'

/** The outside world of one command: the composition root is the only place that touches the process. */
export interface Io {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** Aborted on Ctrl-C or SIGTERM; long work stops at its next safe point. */
  readonly signal: AbortSignal
  /** Whether people watch stderr, so that bars may move. */
  readonly interactive: boolean
  /** Whether output and errors may have colours; where it is left out, they have none. */
  readonly color?: { readonly out: boolean; readonly err: boolean }
  /** Columns of the terminal. */
  readonly width: number
  /** Asks the person at the terminal; absent where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>
  out(text: string): void
  err(text: string): void
}

/** The same outside world; where colours are not wanted, escape sequences are taken out of what is written. */
export function withoutUnwantedColor(io: Io): Io {
  return {
    ...io,
    out: (text) => io.out(io.color?.out ? text : stripVTControlCharacters(text)),
    err: (text) => io.err(io.color?.err ? text : stripVTControlCharacters(text)),
  }
}
