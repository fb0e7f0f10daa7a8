import type { z } from 'zod'
import type { Calls } from './calls.js'
import type { WorkspaceContext } from './context.js'
import type { Ports } from './ports.js'

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
  /** The words of the command that does the same: `classifiers list`. A page shows it, to be copied into a terminal. */
  readonly command?: string
  /** Where a command does more than one thing: its own option that asks for this one, `follow` of `update-history`. */
  readonly commandFlag?: string
  /** The only place where its options are defined. */
  readonly schema: Schema
  /** Loads its code: a program pays for what it calls. */
  readonly load: () => Promise<RunUseCase<z.input<Schema>, Result, Hooks>>
  /** The result as JSON values, for `--json` and for other processes. */
  readonly toJson: (result: Result) => unknown
  /** Why a result is no success, such as a training that was cut short: it is shown all the same, then this is thrown. */
  readonly failure?: (result: Result) => Error | undefined
  /** Ends a result that outlives its call, such as a server; called at the latest when the workspace is closed. */
  readonly close?: (result: Result) => Promise<void>
}

/** A result as JSON values, and why it is no success, if it is none. */
export interface JsonResult {
  readonly json: unknown
  readonly failure: Error | undefined
}

/** A use case that can be called by its name alone: with a request of JSON values, and for a result of JSON values. */
export interface CallableUseCase<Schema extends z.ZodObject, Result, Hooks> extends UseCase<Schema, Result, Hooks> {
  /** Throws RequestError where the request is none of this use case. */
  readonly callJson: (calls: Calls, request: unknown, options?: Partial<Ports> & Hooks) => Promise<JsonResult>
}

/** Infers the types of a use case. */
export function defineUseCase<Schema extends z.ZodObject, Result, Hooks = object>(
  useCase: UseCase<Schema, Result, Hooks>,
): CallableUseCase<Schema, Result, Hooks> {
  return {
    ...useCase,
    callJson: async (calls, request, options) => {
      const result = await calls.run(useCase, request, options)
      return { json: useCase.toJson(result), failure: useCase.failure?.(result) }
    },
  }
}
