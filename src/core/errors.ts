/**
 * An error that the user can do something about. The message is one line: the offending value, what was expected, and what
 * to do. The command line prints the message alone; `--verbose` adds the stack.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError'

  /** Lines that say more than the message, for those who cannot look themselves. */
  get details(): readonly string[] {
    return []
  }
}

/** Thrown at a safe point after the user asked to stop; the command line ends with exit code 130. */
export class CancelledError extends Error {
  override readonly name: string = 'CancelledError'
}

/** One line for people about anything that was thrown; one that no part of the product foresaw begins with `unexpected`. */
export function explainError(error: unknown): string {
  if (error instanceof UserError) return error.message
  const code = systemCodeOf(error)
  if (code === 'ENOSPC') return `no space left on the disk; free some and try again (${messageOf(error)})`
  if (code === 'EACCES' || code === 'EPERM') return `no permission: ${messageOf(error)}`
  return `unexpected: ${messageOf(error).split('\n')[0] ?? ''}`
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The system's error code (`ENOENT`, `ENOSPC`, …) of anything that was thrown. */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
