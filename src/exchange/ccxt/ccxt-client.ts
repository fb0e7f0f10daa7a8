import { z } from 'zod'
import type { Clock } from '../../core/clock.js'
import { classifyCcxtError, type CcxtErrorInfo } from './ccxt-error.js'
import { callMethod, createCcxtInstance, closeSockets, type CcxtInstanceOptions } from './ccxt-instance.js'

export interface CcxtClientOptions extends CcxtInstanceOptions {
  /** The exchange's time; every request is stamped with it. */
  readonly clock: Clock
}

/** An instance of unmodified ccxt. Its responses are unknown: callers parse them. */
export interface CcxtClient {
  readonly id: string
  readonly signed: boolean
  /** Calls a method of the instance by its name; implicit endpoints are included. */
  call(method: string, ...args: readonly unknown[]): Promise<unknown>
  /** Whether ccxt says that the exchange has that unified method. */
  has(method: string): boolean
  /** Whether the exchange has candles of that interval, as far as ccxt knows. */
  hasInterval(interval: string): boolean
  /** The largest number of minute candles that one request returns, as far as ccxt knows. */
  readonly maxCandles: number | undefined
  /** How ccxt states the steps of prices and amounts for this exchange. */
  readonly precision: 'steps' | 'places' | 'significant'
  classifyError(error: unknown): CcxtErrorInfo
  /** Measures the difference between the clock and the exchange's, so that time stamps are right. */
  syncClock(): Promise<void>
  close(): Promise<void>
}

/** Loads ccxt, which takes a second, and creates one instance. */
export async function openCcxtClient(options: CcxtClientOptions): Promise<CcxtClient> {
  const { instance, errors } = await createCcxtInstance(options, 'requests')
  instance.milliseconds = () => options.clock.now()
  const secrets = [options.apiKey ?? '', options.secret ?? '']
  return {
    id: options.id,
    signed: Boolean(options.apiKey && options.secret),
    call: (method, ...args) => callMethod(instance, method, args),
    has: (method) => Boolean(Reflect.get(instance.has, method)),
    hasInterval: (interval) => hasInterval(instance.timeframes, interval),
    maxCandles: maxCandlesOf(instance.features),
    precision: precisionOf(instance.precisionMode),
    classifyError: (error) => ({
      ...classifyCcxtError(error, errors, secrets),
      retryAfter: retryAfterOf(instance.last_response_headers),
    }),
    syncClock: async () => {
      if (Reflect.get(instance.has, 'fetchTime')) await callMethod(instance, 'loadTimeDifference', [])
    },
    close: async () => {
      await instance.close()
      await closeSockets(instance)
    },
  }
}

/** An exchange that lists no intervals is tried all the same. */
function hasInterval(listed: unknown, interval: string): boolean {
  return typeof listed !== 'object' || listed === null || Object.keys(listed).length === 0 || interval in listed
}

/** Returns the milliseconds of a Retry-After header, which is in seconds. */
function retryAfterOf(headers: unknown): number | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after')
  const seconds = Number(entry?.[1] ?? NaN)
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined
}

const featuresSchema = z.object({ spot: z.object({ fetchOHLCV: z.object({ limit: z.int().min(1) }) }) })

function maxCandlesOf(features: unknown): number | undefined {
  return featuresSchema.safeParse(features).data?.spot.fetchOHLCV.limit
}

/** In ccxt DECIMAL_PLACES is 2, SIGNIFICANT_DIGITS is 3 and TICK_SIZE is 4. */
function precisionOf(mode: unknown): CcxtClient['precision'] {
  return mode === 2 ? 'places' : mode === 3 ? 'significant' : 'steps'
}
