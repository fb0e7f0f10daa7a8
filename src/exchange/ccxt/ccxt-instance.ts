import type { Exchange } from 'ccxt'
import { UserError } from '../../core/errors.js'
import type { CcxtErrorClasses } from './ccxt-error.js'

export interface CcxtInstanceOptions {
  /** The exchange's id in ccxt. */
  readonly id: string
  /** Address of a simulated exchange; it speaks Binance's protocol, so the id must be `binance`. */
  readonly url?: string | undefined
  /**
   * Addresses of a server that replaces the exchange, in the form of ccxt's `urls.api`; requests to it have no rate
   * limit.
   */
  readonly addresses?: Readonly<Record<string, unknown>> | undefined
  readonly apiKey?: string | undefined
  readonly secret?: string | undefined
  /** Milliseconds after which an unanswered request fails. */
  readonly timeout: number
}

export interface CcxtInstance {
  readonly instance: Exchange
  readonly errors: CcxtErrorClasses
}

/** Without these options ccxt also calls signed endpoints when it loads Binance's markets. */
const BINANCE_SPOT = { fetchMargins: false, fetchCurrencies: false }
const BINANCE_ADDRESS = 'https://api.binance.com/'
/** Reconnecting is done here: ccxt would add a wait of up to a minute. */
const NO_OWN_BACK_OFF = { ws: { backoff: { base: 0 } } }

/**
 * Loads ccxt, which takes a second, and creates one instance for requests or for streams. Throws UserError for an
 * unknown id.
 */
export async function createCcxtInstance(
  options: CcxtInstanceOptions,
  kind: 'requests' | 'streams',
): Promise<CcxtInstance> {
  const module = await import('ccxt')
  const classes: object = kind === 'requests' ? module.default : module.pro
  const constructor: unknown = Reflect.get(classes, options.id)
  if (typeof constructor !== 'function' || !(constructor.prototype instanceof module.Exchange)) {
    throw new UserError(
      `exchange.id is ${options.id}: ccxt knows no such exchange${kind === 'streams' ? ' with streams' : ''}; take an id such as binance or kraken`,
    )
  }
  if (options.url !== undefined && options.id !== 'binance') {
    throw new UserError(
      `exchange.url is set and exchange.id is ${options.id}: a simulated exchange speaks Binance's protocol, so the id must be binance`,
    )
  }
  const instance: unknown = Reflect.construct(constructor, [settingsOf(options, kind)])
  if (!(instance instanceof module.Exchange)) throw new TypeError(`ccxt.${options.id} is not an exchange`)
  askForSpotOnly(instance)
  if (options.url !== undefined) keepErrorMapping(instance, options.url)
  return { instance, errors: module }
}

function settingsOf(options: CcxtInstanceOptions, kind: 'requests' | 'streams'): Record<string, unknown> {
  const streams = kind === 'streams'
  return {
    apiKey: options.apiKey,
    secret: options.secret,
    timeout: options.timeout,
    // // Amounts and prices stay text: they never pass through a float.
    number: String,
    // // ccxt loses the error of a subscription that its rate limiter sends, and that error would end the process.
    enableRateLimit: options.url === undefined && options.addresses === undefined && !streams,
    newUpdates: streams,
    options: {
      ...(options.id === 'binance' ? BINANCE_SPOT : {}),
      defaultType: 'spot',
      ...(streams ? NO_OWN_BACK_OFF : {}),
    },
    ...addressesOf(options),
  }
}

/** Limits the market types that ccxt loads to spot: futures and options would cost requests that nobody needs. */
function askForSpotOnly(instance: Exchange): void {
  const loading: unknown = instance.options['fetchMarkets']
  if (typeof loading !== 'object' || loading === null) return
  const types: unknown = Reflect.get(loading, 'types')
  if (Array.isArray(types) && types.includes('spot')) Reflect.set(loading, 'types', ['spot'])
}

function addressesOf({ url, addresses }: CcxtInstanceOptions): Record<string, unknown> {
  const api = url === undefined ? addresses : simulatedUrls(url)
  return api === undefined ? {} : { urls: { api } }
}

/** ccxt recognises market streams by `/stream` in their address. */
function simulatedUrls(url: string): Record<string, unknown> {
  const at = (path: string): string => new URL(path, url).href
  const ws = (path: string): string => at(path).replace(/^http/, 'ws')
  return {
    public: at('/api/v3'),
    private: at('/api/v3'),
    v1: at('/api/v1'),
    sapi: at('/sapi/v1'),
    sapiV2: at('/sapi/v2'),
    sapiV3: at('/sapi/v3'),
    sapiV4: at('/sapi/v4'),
    ws: { spot: ws('/stream/ws'), 'ws-api': { spot: ws('/ws-api/v3') } },
  }
}

/** ccxt finds Binance's error classes by the real address, so the simulated address is replaced by it. */
function keepErrorMapping(instance: object, url: string): void {
  const original: unknown = Reflect.get(instance, 'getExceptionsByUrl')
  if (typeof original !== 'function') throw new TypeError('ccxt has no getExceptionsByUrl')
  const prefix = new URL('/', url).href
  Reflect.set(instance, 'getExceptionsByUrl', (address: string, kind: string): unknown => {
    const found: unknown = Reflect.apply(original, instance, [address.replace(prefix, BINANCE_ADDRESS), kind])
    return found
  })
}

/** Calls a method of the instance by its name; implicit endpoints are included. */
export async function callMethod(instance: object, name: string, args: readonly unknown[]): Promise<unknown> {
  const method: unknown = Reflect.get(instance, name)
  if (typeof method !== 'function') throw new UserError(`ccxt cannot do ${name} on this exchange`)
  const answer: unknown = await Reflect.apply(method, instance, args)
  return answer
}

/** Closes the sockets that ccxt keeps open for a minute after the last call. */
export async function closeSockets(instance: object): Promise<void> {
  const dispatcher: unknown = Reflect.get(instance, 'fetchDispatcher')
  if (typeof dispatcher === 'object' && dispatcher !== null) await callMethod(dispatcher, 'close', [])
}
