export interface UserErrorOptions extends ErrorOptions {
  /** The use case that helps, such as `data.import`; the text ends before its name: `no candles are stored; import some with`. */
  readonly remedy?: string | undefined
}

/**
 * An error that the user can do something about. The message is one line: the offending value, what was expected, and what
 * to do. The command line prints the message alone; `--verbose` adds the stack.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError'
  readonly remedy: string | undefined
  /** The message without the use case that helps. */
  readonly text: string

  constructor(text: string, options: UserErrorOptions = {}) {
    const { remedy } = options
    const printable = toPrintable(text)
    super(withRemedy(printable, remedy), options)
    this.remedy = remedy
    this.text = printable
  }

  /** The message with the use case that helps as `nameOf` calls it: a command, or a method of the library. */
  messageWith(nameOf: (useCase: string) => string): string {
    return withRemedy(this.text, this.remedy, nameOf)
  }

  /** Lines that say more than the message, for those who cannot look themselves. */
  get details(): readonly string[] {
    return []
  }
}

/** The text of an error with the name of the use case that helps at its end. */
export function withRemedy(
  text: string,
  remedy: string | undefined,
  nameOf: (useCase: string) => string = (useCase) => useCase,
): string {
  return remedy === undefined ? text : `${text}: ${nameOf(remedy)}`
}

/**
 * A text with a mark for every control character: what a message quotes of a file may hold line breaks, and what moves the cursor of a
 * terminal or changes its colours.
 */
export function toPrintable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '\uFFFD')
}

/** Thrown at a safe point after the user asked to stop; the command line ends with exit code 130. */
export class CancelledError extends Error {
  override readonly name: string = 'CancelledError'
}

/**
 * One line for people about anything that was thrown; one that no part of the product foresaw begins with `unexpected`.
 * `nameOf` names the use case that helps as a front calls it.
 */
export function explainError(error: unknown, nameOf?: (useCase: string) => string): string {
  if (error instanceof UserError) return nameOf ? error.messageWith(nameOf) : error.message
  const code = systemCodeOf(error)
  if (code === 'ENOSPC') return `no space left on the disk; free some and try again (${messageOf(error)})`
  if (code === 'EACCES' || code === 'EPERM') return `no permission: ${messageOf(error)}`
  return `unexpected: ${toPrintable(messageOf(error).split('\n')[0] ?? '')}`
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
