import type { FastifyReply } from 'fastify'
import { fieldLabel } from '../../config/field-text.js'
import { UserError } from '../../core/errors.js'
import { formatUsage } from '../jobs/format-command.js'
import { RequestError } from '../../core/request-error.js'
import type { ErrorResponse, FieldError } from './api.js'

/** A query or a body that means nothing: answered with 400. */
export class BadRequestError extends UserError {
  override readonly name = 'BadRequestError'
}

/** A form whose texts make no request, with an error for each field that is to blame: answered with 400. */
export class FormError extends UserError {
  override readonly name = 'FormError'
  readonly errors: readonly RequestError[]

  constructor(errors: readonly RequestError[]) {
    super(errors[0]?.message ?? 'the form is not valid')
    this.errors = errors
  }
}

/** What was asked for does not exist (any more): answered with 404. */
export class NotFoundError extends UserError {
  override readonly name = 'NotFoundError'
}

/**
 * Answers what a route threw, in one line: never a stack, never what was not meant for the reader. An error that nobody foresaw
 * is handed to `log`.
 */
export function sendError(reply: FastifyReply, error: unknown, log: (error: unknown) => void): void {
  const status = statusOf(error)
  if (status === 500) log(error)
  const blamed = error instanceof FormError ? error.errors : error instanceof RequestError ? [error] : []
  const fieldErrors = listFieldErrors(blamed)
  const fields = fieldErrors.length > 0 ? { keys: fieldErrors.map(({ key }) => key), fieldErrors } : {}
  void reply.code(status).send({ error: formatError(error, status), ...fields } satisfies ErrorResponse)
}

/** Errors of requests by the fields that they name, each field once. */
export function listFieldErrors(errors: readonly RequestError[]): FieldError[] {
  const found = new Map<string, string>()
  for (const error of errors)
    for (const key of error.keys) if (!found.has(key)) found.set(key, error.messageFor(fieldLabel, formatUsage))
  return [...found].map(([key, error]) => ({ key, error }))
}

function statusOf(error: unknown): number {
  if (error instanceof BadRequestError || error instanceof RequestError || error instanceof FormError) return 400
  if (error instanceof NotFoundError) return 404
  if (error instanceof UserError) return 409
  return frameworkStatus(error) ?? 500
}

/** Status of what the framework refuses: a body that is too large, not JSON, of the wrong type. */
function frameworkStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  const { statusCode } = error
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined
}

function formatError(error: unknown, status: number): string {
  if (error instanceof FormError && error.errors[0]) return formatError(error.errors[0], status)
  if (error instanceof RequestError) return error.messageFor(fieldLabel, formatUsage)
  if (error instanceof UserError) return error.messageWith(formatUsage)
  if (status < 500 && error instanceof Error) return error.message.split('\n')[0] ?? ''
  return 'unexpected error; the terminal that runs the dashboard says more'
}
