import type { FastifyReply } from 'fastify'
import { UserError } from '../../core/errors.js'
import { BadRequestError } from './bad-input.js'
import { NotFoundError } from './not-there.js'

/** Answers what a route threw, in one line: never a stack, never what the product did not mean for the reader. */
export function sendError(reply: FastifyReply, error: unknown, note: (error: unknown) => void): void {
  const status = statusOf(error)
  if (status === 500) note(error)
  void reply.code(status).send({ error: lineOf(error, status) })
}

function statusOf(error: unknown): number {
  if (error instanceof BadRequestError) return 400
  if (error instanceof NotFoundError) return 404
  if (error instanceof UserError) return 409
  return frameworkStatus(error) ?? 500
}

/** The framework's own refusals: a body that is too large, not JSON, of the wrong type. */
function frameworkStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  const { statusCode } = error
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined
}

function lineOf(error: unknown, status: number): string {
  if (status < 500 && error instanceof Error) return error.message.split('\n')[0] ?? ''
  return 'unexpected error; the terminal that runs the dashboard says more'
}
