import type { z } from 'zod'
import type { WorkspaceContext } from './context.js'

/**
 * Carries out a request. It returns values and never prints; `hooks` are what one use case alone is told or tells, such as
 * `onEpoch`. Throws RequestError for what the request cannot be, UserError for what the user can mend, CancelledError when stopped.
 */
export type RunUseCase<Request, Result, Hooks> = (
  request: Request,
  context: WorkspaceContext,
  hooks?: Hooks,
) => Promise<Result>

/** One thing that a workspace can do. Whatever offers it is made from this: methods, commands, forms, processes. */
export interface UseCase<Schema extends z.ZodObject, Result, Hooks> {
  /** The only place where its options are defined. */
  readonly schema: Schema
  /** Loads its code: a program pays for what it calls. */
  readonly load: () => Promise<RunUseCase<z.input<Schema>, Result, Hooks>>
  /** The result as JSON values, for `--json` and for other processes. */
  readonly toJson: (result: Result) => unknown
  /** Ends a result that outlives its call, such as a server; called at the latest when the workspace is closed. */
  readonly close?: (result: Result) => Promise<void>
}

/** Infers the types of a use case. */
export function defineUseCase<Schema extends z.ZodObject, Result, Hooks = object>(
  useCase: UseCase<Schema, Result, Hooks>,
): UseCase<Schema, Result, Hooks> {
  return useCase
}
