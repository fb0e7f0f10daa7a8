import type { Clock } from '../core/clock.js'
import { UserError } from '../core/errors.js'
import { sortFault, type CcxtFault } from './ccxt-fault.js'

export interface CcxtClientOptions {
  /** ccxt id of the exchange. */
  readonly id: string
  /** Address of a simulated exchange; it speaks Binance's protocol, so the id must be `binance`. */
  readonly url?: string | undefined
  readonly apiKey?: string | undefined
  readonly secret?: string | undefined
  /** The exchange's time as the caller knows it: requests are stamped with it. */
  readonly clock: Clock
  /** Milliseconds until an unanswered request fails. */
  readonly timeout: number
}

/** An instance of unmodified ccxt, with everything that it answers still unknown: callers parse. */
export interface CcxtClient {
  readonly id: string
  readonly signed: boolean
  /** Calls a method of the instance by its name, implicit endpoints included. */
  call(method: string, ...args: readonly unknown[]): Promise<unknown>
  /** Whether ccxt says that the exchange has that unified method. */
  has(method: string): boolean
  /** Whether the exchange has candles of that interval, as far as ccxt knows. */
  hasInterval(interval: string): boolean
  faultOf(error: unknown): CcxtFault
  /** Measures the difference between the clock and the exchange's, so that stamps are right. */
  correctClock(): Promise<void>
  close(): Promise<void>
}

/** Without these, loading Binance's markets also asks its futures hosts and signed endpoints. */
const BINANCE_SPOT = { fetchMarkets: { types: ['spot'] }, fetchMargins: false, fetchCurrencies: false }
const BINANCE_ADDRESS = 'https://api.binance.com/'

/** Loads ccxt, which takes a second, and makes one instance. */
export async function openCcxtClient(options: CcxtClientOptions): Promise<CcxtClient> {
  const module = await import('ccxt')
  const constructor: unknown = Reflect.get(module.default, options.id)
  if (typeof constructor !== 'function' || !(constructor.prototype instanceof module.Exchange)) {
    throw new UserError(
      `exchange.id is ${options.id}: ccxt knows no such exchange; take an id such as binance or kraken`,
    )
  }
  if (options.url !== undefined && options.id !== 'binance') {
    throw new UserError(
      `exchange.url is set and exchange.id is ${options.id}: a simulated exchange speaks Binance's protocol, so the id must be binance`,
    )
  }
  const instance: unknown = Reflect.construct(constructor, [settingsOf(options)])
  if (!(instance instanceof module.Exchange)) throw new TypeError(`ccxt.${options.id} is not an exchange`)
  instance.milliseconds = () => options.clock.now()
  if (options.url !== undefined) keepErrorMapping(instance, options.url)
  const secrets = [options.apiKey ?? '', options.secret ?? '']
  return {
    id: options.id,
    signed: Boolean(options.apiKey && options.secret),
    call: (method, ...args) => callByName(instance, method, args),
    has: (method) => Boolean(Reflect.get(instance.has, method)),
    hasInterval: (interval) => hasInterval(instance.timeframes, interval),
    faultOf: (error) => ({
      ...sortFault(error, module, secrets),
      retryAfter: retryAfterOf(instance.last_response_headers),
    }),
    correctClock: async () => {
      if (Reflect.get(instance.has, 'fetchTime')) await callByName(instance, 'loadTimeDifference', [])
    },
    close: async () => {
      await instance.close()
      await closeSockets(instance)
    },
  }
}

function settingsOf(options: CcxtClientOptions): Record<string, unknown> {
  return {
    apiKey: options.apiKey,
    secret: options.secret,
    timeout: options.timeout,
    // Amounts and prices stay text: they never pass through a float.
    number: String,
    enableRateLimit: options.url === undefined,
    options: options.id === 'binance' ? { ...BINANCE_SPOT, defaultType: 'spot' } : { defaultType: 'spot' },
    ...(options.url === undefined ? {} : { urls: { api: simulatedUrls(options.url) } }),
  }
}

function simulatedUrls(url: string): Record<string, unknown> {
  const at = (path: string): string => new URL(path, url).href
  return {
    public: at('/api/v3'),
    private: at('/api/v3'),
    v1: at('/api/v1'),
    sapi: at('/sapi/v1'),
    sapiV2: at('/sapi/v2'),
    sapiV3: at('/sapi/v3'),
    sapiV4: at('/sapi/v4'),
  }
}

/** ccxt finds Binance's error classes by the real address: a simulated one stands for it. */
function keepErrorMapping(instance: object, url: string): void {
  const original: unknown = Reflect.get(instance, 'getExceptionsByUrl')
  if (typeof original !== 'function') throw new TypeError('ccxt has no getExceptionsByUrl')
  const prefix = new URL('/', url).href
  Reflect.set(instance, 'getExceptionsByUrl', (address: string, kind: string): unknown => {
    const found: unknown = Reflect.apply(original, instance, [address.replace(prefix, BINANCE_ADDRESS), kind])
    return found
  })
}

async function callByName(instance: object, name: string, args: readonly unknown[]): Promise<unknown> {
  const method: unknown = Reflect.get(instance, name)
  if (typeof method !== 'function') throw new UserError(`ccxt cannot do ${name} on this exchange`)
  const answer: unknown = await Reflect.apply(method, instance, args)
  return answer
}

/** An exchange that lists no intervals is asked all the same. */
function hasInterval(listed: unknown, interval: string): boolean {
  return typeof listed !== 'object' || listed === null || Object.keys(listed).length === 0 || interval in listed
}

/** Milliseconds of a Retry-After header in seconds. */
function retryAfterOf(headers: unknown): number | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after')
  const seconds = Number(entry?.[1] ?? NaN)
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined
}

/** ccxt keeps its sockets open for a minute after the last call. */
async function closeSockets(instance: object): Promise<void> {
  const dispatcher: unknown = Reflect.get(instance, 'fetchDispatcher')
  if (typeof dispatcher === 'object' && dispatcher !== null) await callByName(dispatcher, 'close', [])
}
