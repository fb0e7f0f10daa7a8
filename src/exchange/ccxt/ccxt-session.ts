import type { z } from 'zod'
import { CancelledError, messageOf, UserError } from '../../core/errors.js'
import {
  ExchangeRefusedError,
  ExchangeUnavailableError,
  OrderRejectedError,
  OutcomeUnknownError,
  UnknownMarketError,
} from '../exchange-errors.js'
import type { CcxtClient } from './ccxt-client.js'
import type { CcxtErrorInfo } from './ccxt-error.js'
import { createRequestPause, retryTransient, type RetryClient, type RetryPolicy } from './retry-transient.js'

/** Calls that handle every error: they retry, give up, or report that the outcome is unknown. */
export interface CcxtSession {
  /** Sends a request that may be repeated without harm. Throws ExchangeRefusedError or ExchangeUnavailableError. */
  read<Schema extends z.ZodType>(schema: Schema, method: string, ...args: readonly unknown[]): Promise<z.output<Schema>>
  /** Sends such a request; returns undefined where the exchange does not know the object, or its market. */
  find<Schema extends z.ZodType>(
    schema: Schema,
    method: string,
    ...args: readonly unknown[]
  ): Promise<z.output<Schema> | undefined>
  /**
   * Sends a request that must not be repeated. Throws OrderRejectedError where nothing was done, and
   * OutcomeUnknownError where no valid response came.
   */
  once<Schema extends z.ZodType>(schema: Schema, method: string, ...args: readonly unknown[]): Promise<z.output<Schema>>
}

export function createCcxtSession(client: CcxtClient, policy: RetryPolicy): CcxtSession {
  const { call, prepare, syncClock } = retryingCalls(client, policy)
  return {
    read: async (schema, method, ...args) => {
      const answer = await call(method, args).catch((error: unknown) => {
        throw readingError(client, error, method)
      })
      return parseAnswer(client, schema, method, answer)
    },
    find: async (schema, method, ...args) => {
      try {
        return parseAnswer(client, schema, method, await call(method, args))
      } catch (error) {
        if (error instanceof UserError || error instanceof CancelledError) throw error
        if (['not-found', 'no-market'].includes(client.classifyError(error).kind)) return undefined
        throw readingError(client, error, method)
      }
    },
    once: async (schema, method, ...args) => {
      await prepare().catch((error: unknown) => {
        throw readingError(client, error, method)
      })
      const answer = await callOnce(client, syncClock, method, args)
      try {
        return parseAnswer(client, schema, method, answer)
      } catch (error) {
        throw new OutcomeUnknownError(messageOf(error))
      }
    },
  }
}

interface RetryingCalls {
  /** Calls a method, and retries it after transient errors. */
  readonly call: (method: string, args: readonly unknown[]) => Promise<unknown>
  /** Syncs the clock of a signed client before its first call. */
  readonly prepare: () => Promise<void>
  readonly syncClock: () => Promise<void>
}

function retryingCalls(client: CcxtClient, policy: RetryPolicy): RetryingCalls {
  let isClockSynced = false
  let hasAnswered = false
  const syncClock = async (): Promise<void> => {
    await client.syncClock()
    isClockSynced = true
  }
  const prepare = async (): Promise<void> => {
    if (client.signed && !isClockSynced) await syncClock()
  }
  const retryClient: RetryClient = {
    classifyError: (error) => client.classifyError(error),
    syncClock,
    pause: createRequestPause(),
    hasAnswered: () => hasAnswered,
  }
  const call = async (method: string, args: readonly unknown[]): Promise<unknown> => {
    await prepare()
    const answer = await client.call(method, ...args)
    hasAnswered = true
    return answer
  }
  return {
    call: (method, args) => retryTransient(() => call(method, args), policy, retryClient),
    prepare: () => retryTransient(prepare, policy, retryClient),
    syncClock,
  }
}

function parseAnswer<Schema extends z.ZodType>(
  client: CcxtClient,
  schema: Schema,
  method: string,
  answer: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new ExchangeUnavailableError(
    `${client.id}: the answer to ${wordOf(method)} is not what it should be: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}; a newer ccxt or exchange?`,
  )
}

/** A refused time stamp means that nothing was done: after the clock is synced the request is sent a second time. */
async function callOnce(
  client: CcxtClient,
  syncClock: () => Promise<void>,
  method: string,
  args: readonly unknown[],
): Promise<unknown> {
  try {
    return await client.call(method, ...args)
  } catch (error) {
    if (client.classifyError(error).kind !== 'clock') throw orderError(client, error)
  }
  try {
    await syncClock()
    return await client.call(method, ...args)
  } catch (error) {
    throw orderError(client, error)
  }
}

function readingError(client: CcxtClient, error: unknown, method: string): Error {
  if (error instanceof UserError || error instanceof CancelledError) return error
  const info = client.classifyError(error)
  if (info.kind === 'credentials') return credentialsError(client, info)
  if (info.kind === 'transient' || info.kind === 'busy' || info.kind === 'clock') {
    const when = info.kind === 'busy' && info.retryAfter ? `in ${Math.ceil(info.retryAfter / 1000)} s` : 'later'
    return new ExchangeUnavailableError(
      `${client.id} cannot be reached for ${wordOf(method)}: ${info.text}; try again ${when}`,
    )
  }
  const message = `${client.id} refused ${wordOf(method)}: ${info.text}`
  return info.kind === 'no-market' ? new UnknownMarketError(message) : new ExchangeRefusedError(message)
}

function orderError(client: CcxtClient, error: unknown): Error {
  if (error instanceof UserError) return error
  const info = client.classifyError(error)
  const message = `${client.id} refused the order: ${info.text}; nothing was placed`
  switch (info.kind) {
    case 'credentials':
      return credentialsError(client, info)
    case 'funds':
      return new OrderRejectedError(message, 'funds')
    case 'refused':
    case 'no-market':
    case 'not-found':
      return new OrderRejectedError(message, reasonOf(info))
    case 'busy':
    case 'clock':
      return new OrderRejectedError(message, 'busy')
    case 'transient':
    case 'unmapped':
    case 'unrelated':
      return new OutcomeUnknownError(
        `${client.id} did not answer the order: ${info.text}; it may be live, ask for it by its client id`,
      )
  }
}

function credentialsError(client: CcxtClient, info: CcxtErrorInfo): Error {
  return new ExchangeRefusedError(
    `${client.id} refused the key: ${info.text}; check FOLLOWUPWARD_API_KEY and FOLLOWUPWARD_SECRET (in mode testnet FOLLOWUPWARD_TESTNET_API_KEY and FOLLOWUPWARD_TESTNET_SECRET) and what they permit`,
  )
}

function reasonOf(info: CcxtErrorInfo): 'duplicate' | 'limits' | 'other' {
  if (/duplicate/i.test(info.text)) return 'duplicate'
  return info.code === '-1013' || info.code === '-1111' ? 'limits' : 'other'
}

/** Returns the endpoint without ccxt's prefix: `tickerBookTicker` for `publicGetTickerBookTicker`. */
function wordOf(method: string): string {
  const name = method.replace(/^(public|private|sapi)(Get|Post|Delete)/, '')
  return name.charAt(0).toLowerCase() + name.slice(1)
}
