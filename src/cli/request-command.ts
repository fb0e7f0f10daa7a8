import type { Command } from 'commander'
import { resolve } from 'node:path'
import { z } from 'zod'
import { RequestError } from '../core/request-error.js'
import { UserError } from '../core/errors.js'
import { openCalls } from '../workspace/calls.js'
import { readWorkspace, type WorkspaceContext } from '../workspace/context.js'
import type { Ports } from '../workspace/ports.js'
import type { UseCase } from '../workspace/use-case.js'
import type { CommandModule } from './command.js'
import type { Io } from './io.js'
import { progressBars } from './progress-bars.js'
import { addRequestFlags, flagOfKey, requestOf } from './request-flags.js'

/** One run of a command: what was asked for, and where it is answered. */
export interface CommandCall {
  readonly io: Io
  readonly context: WorkspaceContext
  /** Positional arguments as commander gives them; those of the command line alone are the last. */
  readonly args: readonly unknown[]
  /** Values of the options that belong to the command line alone, such as `html`. */
  readonly front: Readonly<Record<string, unknown>>
  readonly isJson: boolean
}

/** How the command line shows one use case. */
export interface RequestCommand<Schema extends z.ZodObject, Result, Hooks> {
  readonly useCase: UseCase<Schema, Result, Hooks>
  /** Keys of the request that have no option here. */
  readonly omit?: readonly string[]
  /** Adds options of the command line's own, and further help. */
  readonly configure?: (command: Command) => void
  /** Changes a request before it is carried out, by options of the command line's own. */
  readonly prepare?: (request: Record<string, unknown>, call: CommandCall) => Promise<Record<string, unknown>>
  readonly hooks?: (call: CommandCall) => Partial<Ports> & Hooks
  /** Answers an option that asks for something else than the use case, such as a list; true where it was given. */
  readonly instead?: (call: CommandCall) => Promise<boolean>
  /** What `--json` prints, where the command line adds to the result's own JSON. */
  readonly json?: (result: Result, call: CommandCall) => unknown
  /** The result for people. */
  readonly text: (result: Result, call: CommandCall) => string | Promise<string>
  /** What is done after the result was printed; may throw where it means a failure. */
  readonly after?: (result: Result, call: CommandCall) => void | Promise<void>
}

const frontSchema = z.looseObject({ json: z.boolean().default(false), workspace: z.string().optional() })

/** Makes a command of a use case: its options are those of the request's schema. */
export function requestCommand<Schema extends z.ZodObject, Result, Hooks>(
  spec: RequestCommand<Schema, Result, Hooks>,
): CommandModule {
  return {
    configure(command, io) {
      addRequestFlags(command, spec.useCase.schema, spec.omit)
      command.option('--json', 'print one JSON document')
      spec.configure?.(command)
      command.action(async (...given: unknown[]) => {
        // Commander hands over the arguments, the options and the command, in this order.
        const args = given.slice(0, -2)
        await namingFlags(spec.useCase.schema, () => act(spec, args, command.opts(), io))
      })
    },
  }
}

async function act<Schema extends z.ZodObject, Result, Hooks>(
  spec: RequestCommand<Schema, Result, Hooks>,
  args: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<void> {
  const { json: isJson, workspace: folder } = frontSchema.parse(options)
  const context = await contextOf(io, folder)
  const call = { io, context, args, front: options, isJson }
  if (await spec.instead?.(call)) return
  const given = requestOf(spec.useCase.schema, { args, options, cwd: io.cwd }, spec.omit)
  const request = spec.prepare ? await spec.prepare(given, call) : given
  const calls = openCalls(context)
  try {
    const result = await calls.run(spec.useCase, request, spec.hooks?.(call))
    io.out(isJson ? `${JSON.stringify(await jsonOf(spec, result, call))}\n` : await spec.text(result, call))
    await spec.after?.(result, call)
  } finally {
    await calls.close()
  }
}

function jsonOf<Schema extends z.ZodObject, Result, Hooks>(
  { useCase, json }: RequestCommand<Schema, Result, Hooks>,
  result: Result,
  call: CommandCall,
): unknown {
  return json ? json(result, call) : useCase.toJson(result)
}

/** What a use case gets from the command line. */
export async function contextOf(io: Io, folder: string | undefined): Promise<WorkspaceContext> {
  const workspace = await readWorkspace(resolve(io.cwd, folder ?? '.'), { isRequired: folder !== undefined })
  return {
    workspace,
    clock: io.clock,
    signal: io.signal,
    progress: progressBars(io),
    log: (line) => io.err(`${line}\n`),
  }
}

/** Runs `work`; a RequestError names the options of the command line instead of keys. */
export async function namingFlags<T>(schema: z.ZodObject, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    throw new UserError(error.messageFor(flagOfKey(schema)), { cause: error })
  }
}
