import type { z } from 'zod'
import { requireRequest } from '../config/resolve-request.js'
import { UserError } from '../core/errors.js'
import type { WorkspaceContext } from './context.js'
import type { Ports } from './ports.js'
import type { RunUseCase, UseCase } from './use-case.js'

/** A use case as a method: `ws.train(request, { onEpoch })`. A call may bring other ports than the workspace's. */
export type Method<Request, Result, Hooks> = (request: Request, options?: Partial<Ports> & Hooks) => Promise<Result>

/** The calls of one workspace that are under way. */
export interface Calls {
  method<Schema extends z.ZodObject, Result, Hooks>(
    useCase: UseCase<Schema, Result, Hooks>,
  ): Method<z.input<Schema>, Result, Hooks>
  /** The same for a request that comes from outside. Throws RequestError where it is none of this use case. */
  run<Schema extends z.ZodObject, Result, Hooks>(
    useCase: UseCase<Schema, Result, Hooks>,
    request: unknown,
    options?: Partial<Ports> & Hooks,
  ): Promise<Result>
  /** Stops what is under way at its next safe point and ends results that outlive their call; resolves when all has ended. */
  close(): Promise<void>
}

/** Makes methods that work in `context` until they are closed. */
export function openCalls(context: WorkspaceContext): Calls {
  const closing = new AbortController()
  const running = new Set<Promise<unknown>>()
  const closers: (() => Promise<void>)[] = []
  const call = async <Schema extends z.ZodObject, Result, Hooks>(
    useCase: UseCase<Schema, Result, Hooks>,
    request: z.input<Schema>,
    options: (Partial<Ports> & Hooks) | undefined,
  ): Promise<Result> => {
    if (closing.signal.aborted) throw new UserError('the workspace is closed; open it again')
    const { signal, ...ports } = { ...context, ...definedPorts(options) }
    const stopping = AbortSignal.any([signal, closing.signal])
    const result = carryOut(useCase, (run) => run(request, { ...ports, signal: stopping }, options))
    const ended = result.catch(() => {})
    running.add(ended)
    void ended.then(() => running.delete(ended))
    return result
  }
  async function carryOut<Schema extends z.ZodObject, Result, Hooks>(
    { load, close }: UseCase<Schema, Result, Hooks>,
    start: (run: RunUseCase<z.input<Schema>, Result, Hooks>) => Promise<Result>,
  ): Promise<Result> {
    const result = await start(await load())
    if (close) closers.push(() => close(result))
    return result
  }
  return {
    method: (useCase) => (request, options) => call(useCase, request, options),
    run: async (useCase, request, options) => call(useCase, requireRequest(useCase.schema, request), options),
    async close() {
      closing.abort(new Error('the workspace was closed'))
      await Promise.all(running)
      await Promise.all(closers.map((end) => end()))
    },
  }
}

function definedPorts({ clock, progress, log, signal }: Partial<Ports> = {}): Partial<Ports> {
  return { ...(clock && { clock }), ...(progress && { progress }), ...(log && { log }), ...(signal && { signal }) }
}
