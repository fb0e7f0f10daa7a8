import type { Command } from 'commander'
import { resolve } from 'node:path'
import { z } from 'zod'
import { RequestError } from '../core/request-error.js'
import { UserError } from '../core/errors.js'
import { openCalls, type Calls } from '../workspace/calls.js'
import { readWorkspace, type ReadOptions, type WorkspaceContext } from '../workspace/context.js'
import { SealedError } from '../workspace/ledger/sealed-error.js'
import type { Ports } from '../workspace/ports.js'
import type { UseCase } from '../workspace/use-case.js'
import { commandLineOf } from './command-line.js'
import type { CommandModule } from './command.js'
import type { Io } from './io.js'
import { progressBars } from './progress-bars.js'
import { addRequestFlags, flagOfKey, requestOf } from './request-flags.js'
import { dim } from './style.js'

/** One run of a command: what was asked for, and where it is answered. */
export interface CommandCall {
  readonly io: Io
  readonly context: WorkspaceContext
  /** Carries out use cases; what is under way is stopped when the command ends. */
  readonly calls: Calls
  /** Positional arguments as commander gives them; those of the command line alone are the last. */
  readonly args: readonly unknown[]
  /** Values of the options that belong to the command line alone, such as `html`. */
  readonly front: Readonly<Record<string, unknown>>
  readonly isJson: boolean
}

/** A command whose options are the fields of a request. */
export interface SchemaCommand {
  readonly schema: z.ZodObject
  /** Keys of the request that have no option here. */
  readonly omit?: readonly string[] | undefined
  /** Adds options of the command line's own, and further help. */
  readonly configure?: ((command: Command) => void) | undefined
  /** Whether the folder is made a workspace by the command, so that no configuration is read. */
  readonly makesWorkspace?: boolean | undefined
  /** Carries out the request and prints the result. */
  readonly act: (request: Record<string, unknown>, call: CommandCall) => Promise<void>
}

/** How the command line shows one use case. */
export interface RequestCommand<Schema extends z.ZodObject, Result, Hooks> extends Omit<
  SchemaCommand,
  'schema' | 'act'
> {
  readonly useCase: UseCase<Schema, Result, Hooks>
  /** Changes a request before it is carried out, by options of the command line's own. */
  readonly prepare?: (request: Record<string, unknown>, call: CommandCall) => Promise<Record<string, unknown>>
  readonly hooks?: (call: CommandCall) => Partial<Ports> & Hooks
  /** Answers an option that asks for something else than the use case, such as a list; true where it was given. */
  readonly instead?: (call: CommandCall) => Promise<boolean>
  /** What `--json` prints, where the command line adds to the result's own JSON. */
  readonly json?: (result: Result, call: CommandCall) => unknown
  /** The result for people. */
  readonly text: (result: Result, call: CommandCall) => string | Promise<string>
  /** The command to try next, without the name of the program; it is told behind a result for people. */
  readonly next?: (result: Result, call: CommandCall) => string | undefined
  /** What is done after the result was printed. */
  readonly after?: (result: Result, call: CommandCall) => void | Promise<void>
  /** Tells more of an error than its message, which is printed afterwards. */
  readonly onError?: (error: unknown, call: CommandCall) => void
}

/** The options of every command that belong to the command line, not to a request. */
export const frontSchema = z.looseObject({
  json: z.boolean().default(false),
  workspace: z.string().optional(),
  trust: z.boolean().optional(),
})

/** Makes a command of a use case: its options are those of the request's schema. */
export function requestCommand<Schema extends z.ZodObject, Result, Hooks>(
  spec: RequestCommand<Schema, Result, Hooks>,
): CommandModule {
  const { useCase, omit, configure, makesWorkspace } = spec
  return schemaCommand({
    schema: useCase.schema,
    omit,
    configure,
    makesWorkspace,
    act: async (given, call) => {
      if (await spec.instead?.(call)) return
      const request = spec.prepare ? await spec.prepare(given, call) : given
      const work = (one: Record<string, unknown>): Promise<Result> => call.calls.run(useCase, one, spec.hooks?.(call))
      const result = await runAskingToOpen(useCase.schema, request, work, call).catch((error: unknown) => {
        spec.onError?.(error, call)
        throw error
      })
      call.io.out(call.isJson ? `${JSON.stringify(await jsonOf(spec, result, call))}\n` : await spec.text(result, call))
      const failure = useCase.failure?.(result)
      if (!failure) suggestNext(call, spec.next?.(result, call))
      await spec.after?.(result, call)
      if (failure) throw failure
    },
  })
}

/** At a terminal a person is asked whether closed minutes are to be opened; nobody else is, and the refusal stands. */
async function runAskingToOpen<Result>(
  schema: z.ZodObject,
  request: Record<string, unknown>,
  work: (request: Record<string, unknown>) => Promise<Result>,
  { io, isJson }: CommandCall,
): Promise<Result> {
  try {
    return await work(request)
  } catch (error) {
    if (!(error instanceof SealedError) || !io.ask || isJson) throw error
    const answer = await io.ask(`${error.messageFor(flagOfKey(schema))}.\nOpen it? Type yes: `)
    if (answer.trim().toLowerCase() !== 'yes') throw error
    return await work({ ...request, openTestSet: true })
  }
}

/** Tells people the command to try next, apart from the result, so that what is piped on is the result alone. */
export function suggestNext({ io, isJson }: CommandCall, words: string | undefined): void {
  if (!isJson && words !== undefined) io.err(`${dim(`Next: followupward ${words}`)}\n`)
}

function jsonOf<Schema extends z.ZodObject, Result, Hooks>(
  { useCase, json }: RequestCommand<Schema, Result, Hooks>,
  result: Result,
  call: CommandCall,
): unknown {
  return json ? json(result, call) : useCase.toJson(result)
}

/** Makes a command of a request: for those that carry it out by more than one use case, or not at once. */
export function schemaCommand(spec: SchemaCommand): CommandModule {
  return {
    configure(command, io) {
      addRequestFlags(command, spec.schema, spec.omit)
      command.option('--json', 'print one JSON document')
      spec.configure?.(command)
      command.action(async (...given: unknown[]) => {
        // Commander hands over the arguments, the options and the command, in this order.
        const args = given.slice(0, -2)
        await namingFlags(spec.schema, () => act(spec, args, command.optsWithGlobals(), io))
      })
    },
  }
}

async function act(
  { schema, omit, makesWorkspace = false, act: work }: SchemaCommand,
  args: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<void> {
  const { json: isJson, workspace: folder, trust } = frontSchema.parse(options)
  const context = await contextOf(io, folder, { ignoresFile: makesWorkspace, trust })
  const calls = openCalls(context)
  try {
    const request = requestOf(schema, { args, options, cwd: io.cwd }, omit)
    await work(request, { io, context, calls, args, front: options, isJson })
  } finally {
    await calls.close()
  }
}

/** What a use case gets from the command line. */
export async function contextOf(
  io: Io,
  folder: string | undefined,
  options: Pick<ReadOptions, 'ignoresFile' | 'trust'> = {},
): Promise<WorkspaceContext> {
  const isRequired = folder !== undefined
  const workspace = await readWorkspace(resolve(io.cwd, folder ?? '.'), { isRequired, ...options })
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
    throw new UserError(error.messageFor(flagOfKey(schema), commandLineOf), { cause: error })
  }
}

/** The names in the value of an option of the command line's own: `a,b c`, lower-cased. */
export function namesIn(value: unknown): string[] {
  const text = typeof value === 'string' ? value : ''
  return text
    .split(/[\s,]+/)
    .filter((name) => name !== '')
    .map((name) => name.toLowerCase())
}
