/**
 * What a failed call means for the caller. `refused`, `credentials`, `no-market`, `not-found` and `funds` are final, and after
 * `busy` and `clock` the request may be repeated: in all of these the exchange did nothing. After `transient`,
 * `unmapped` (a response that ccxt cannot classify) and `unrelated` (no error of the exchange) the exchange may have
 * carried out the request.
 */
export type CcxtErrorKind =
  | 'refused'
  | 'unmapped'
  | 'credentials'
  | 'no-market'
  | 'not-found'
  | 'funds'
  | 'clock'
  | 'busy'
  | 'transient'
  | 'unrelated'

export interface CcxtErrorInfo {
  readonly kind: CcxtErrorKind
  /** The exchange's error code, where it sent one. */
  readonly code: string | undefined
  /** One line without keys, signatures or addresses. */
  readonly text: string
  /** The wait in milliseconds that the exchange asked for. */
  readonly retryAfter: number | undefined
}

/** A proxy may answer with a whole page, so the text is cut to this length. */
const MAX_TEXT = 300

type ErrorClass = abstract new (...args: never) => Error

/** The error classes of ccxt by which errors are classified. */
export interface CcxtErrorClasses {
  readonly ExchangeError: ErrorClass
  readonly AuthenticationError: ErrorClass
  readonly BadSymbol: ErrorClass
  readonly OrderNotFound: ErrorClass
  readonly InsufficientFunds: ErrorClass
  readonly OperationFailed: ErrorClass
  readonly InvalidNonce: ErrorClass
  readonly DDoSProtection: ErrorClass
  readonly RateLimitExceeded: ErrorClass
  readonly RequestTimeout: ErrorClass
}

/** Classifies any value that a call of ccxt threw. */
export function classifyCcxtError(
  error: unknown,
  errors: CcxtErrorClasses,
  secrets: readonly string[],
): Omit<CcxtErrorInfo, 'retryAfter'> {
  const message = error instanceof Error ? error.message : String(error)
  const answer = answerIn(message)
  const kind = kindOf(error, errors)
  const timedOut = error instanceof errors.RequestTimeout
  return {
    kind,
    code: answer?.code,
    text: scrub(answer?.text ?? plainText(message, timedOut), secrets).slice(0, MAX_TEXT),
  }
}

function kindOf(error: unknown, errors: CcxtErrorClasses): CcxtErrorKind {
  if (error instanceof errors.AuthenticationError) return 'credentials'
  if (error instanceof errors.BadSymbol) return 'no-market'
  if (error instanceof errors.OrderNotFound) return 'not-found'
  if (error instanceof errors.InsufficientFunds) return 'funds'
  if (error instanceof errors.ExchangeError) return error.constructor === errors.ExchangeError ? 'unmapped' : 'refused'
  if (error instanceof errors.InvalidNonce) return 'clock'
  if (error instanceof errors.DDoSProtection || error instanceof errors.RateLimitExceeded) return 'busy'
  return error instanceof errors.OperationFailed ? 'transient' : 'unrelated'
}

/** Returns the exchange's message where ccxt's message ends in a JSON response with `code` and `msg`. */
function answerIn(message: string): { code: string; text: string } | undefined {
  const match = /"code"\s*:\s*"?(-?\d+)"?\s*,\s*"msg"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(message)
  const [, code, text] = match ?? []
  return code !== undefined && text !== undefined
    ? { code, text: `${text.replaceAll('\\"', '"')} (${code})` }
    : undefined
}

function plainText(message: string, timedOut: boolean): string {
  if (timedOut) return 'no answer in time'
  const line = message.split('\n')[0] ?? ''
  return line.replace(/^[a-z0-9]+ (?=[A-Z])/, '')
}

/** Removes secret text: keys, secrets, and query strings of signed requests. */
function scrub(text: string, secrets: readonly string[]): string {
  const withoutUrls = text.replaceAll(/(https?:\/\/[^\s?]+)\?\S*/g, '$1').replaceAll(/signature=\w+/g, '…')
  return secrets.filter((secret) => secret !== '').reduce((line, secret) => line.replaceAll(secret, '…'), withoutUrls)
}
