import { setTimeout as sleep } from 'node:timers/promises'
import { classifyCcxtError, type CcxtErrorInfo } from './ccxt-error.js'
import { callMethod, createCcxtInstance, closeSockets, type CcxtInstanceOptions } from './ccxt-instance.js'

/** The WebSocket part of unmodified ccxt. Its messages are unknown: callers parse them. */
export interface CcxtStreams {
  /** Calls a `watch…` method: resolves with the next event, and rejects once the connection breaks. */
  watch(method: string, ...args: readonly unknown[]): Promise<unknown>
  /** Calls `listener` with every raw message of one of ccxt's handlers, before the handler gets it. */
  onMessage(handler: string, listener: (message: unknown) => void): void
  classifyError(error: unknown): Omit<CcxtErrorInfo, 'retryAfter'>
  /** Ends every connection; whatever is being watched rejects. A later `watch` connects again. */
  disconnect(): Promise<void>
  close(): Promise<void>
}

/** A connection that does not answer its closing is waited for at most so long. */
const CLOSING = 1000

/**
 * Opens the streams. `markets` is the response of ccxt's `fetchMarkets`, so that this instance loads no markets itself.
 */
export async function openCcxtStreams(options: CcxtInstanceOptions, markets: unknown): Promise<CcxtStreams> {
  const { instance, errors } = await createCcxtInstance(options, 'streams')
  await callMethod(instance, 'setMarkets', [markets])
  // // Without it ccxt refuses addresses that are not encrypted.
  if (options.url !== undefined) await callMethod(instance, 'loadHttpProxyAgent', [])
  const disconnect = async (): Promise<void> => {
    const closing = instance.close().catch(() => undefined)
    await Promise.race([closing, sleep(CLOSING, undefined, { ref: false })])
  }
  return {
    watch: (method, ...args) => callMethod(instance, method, args),
    onMessage: (handler, listener) => tap(instance, handler, listener),
    classifyError: (error) => classifyCcxtError(error, errors, []),
    disconnect,
    close: async () => {
      await disconnect()
      await closeSockets(instance)
    },
  }
}

function tap(instance: object, handler: string, listener: (message: unknown) => void): void {
  const original: unknown = Reflect.get(instance, handler)
  if (typeof original !== 'function') throw new TypeError(`ccxt has no ${handler}`)
  Reflect.set(instance, handler, (client: unknown, message: unknown): unknown => {
    listener(message)
    const result: unknown = Reflect.apply(original, instance, [client, message])
    return result
  })
}
