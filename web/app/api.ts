import { effect, signal, useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ErrorResponse, FieldError } from '../../src/dashboard/http/api.js'
import { isSameRelease, readMeta, isServerOffline } from './connection.js'
import { errorMessage } from './error-message.js'

/** What a request that was refused or failed says; `status` is 0 where the server does not answer at all. */
export class HttpError extends Error {
  readonly status: number
  /** What is wrong with fields of the request. */
  readonly fieldErrors: readonly FieldError[]
  constructor(message: string, status: number, fieldErrors: readonly FieldError[] = []) {
    super(message)
    this.status = status
    this.fieldErrors = fieldErrors
  }
}

let pageToken = readMeta('token')

/** GET of a JSON answer; `T` is its type in `src/dashboard/<page>/api.ts`. Throws HttpError. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return readResponse<T>(await sendRequest(path, signal ? { signal } : {}))
}

/** POST of a change with the page's token. Throws HttpError. */
export async function postJson<T>(path: string, body: object = {}): Promise<T> {
  let response = await sendPost(path, body)
  if (response.status === 403 && (await renewToken())) response = await sendPost(path, body)
  return readResponse<T>(response)
}

function sendPost(path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-followupward-token': pageToken }
  return sendRequest(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** A server that was started anew has another token: it is in the page that it serves now. */
async function renewToken(): Promise<boolean> {
  const html = await (await sendRequest('/', {})).text()
  const token = readMeta('token', new DOMParser().parseFromString(html, 'text/html'))
  if (token === '' || token === pageToken) return false
  pageToken = token
  return true
}

/** Finds out whether the server answers, which `isServerOffline` says from then on. */
export async function probeServer(): Promise<void> {
  await sendRequest('/api/frame', {}).catch(() => {})
}

async function sendRequest(path: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(path, init)
    isServerOffline.value = false
    return response
  } catch (error) {
    if (init.signal?.aborted) throw error
    isServerOffline.value = true
    throw new HttpError('the dashboard’s server does not answer', 0)
  }
}

async function readResponse<T>(response: Response): Promise<T> {
  const value: unknown = await response.json().catch(() => undefined)
  if (!response.ok) {
    const { error, fieldErrors } = readError(value)
    throw new HttpError(error ?? `the server answers ${response.status}`, response.status, fieldErrors)
  }
  if (isSameRelease<T>(value, response.headers.get('x-followupward-release'))) return value
  throw new HttpError('the server was renewed; load the page again', response.status)
}

function readError(value: unknown): Partial<ErrorResponse> {
  if (typeof value !== 'object' || value === null || !('error' in value) || typeof value.error !== 'string') return {}
  const list: readonly unknown[] = 'fieldErrors' in value && Array.isArray(value.fieldErrors) ? value.fieldErrors : []
  return { error: value.error, fieldErrors: list.filter(isFieldError) }
}

function isFieldError(value: unknown): value is FieldError {
  return typeof value === 'object' && value !== null && 'key' in value && 'error' in value
}

export interface Resource<T> {
  readonly state: 'loading' | 'ready' | 'failed'
  /** The last good answer: kept while the next one is loading, also where that fails. */
  readonly data?: T
  /** One line, where the last request failed. */
  readonly error?: string
  /** HTTP status of the error; 0 where the server does not answer. */
  readonly status?: number
  /** What the error says of fields of the request. */
  readonly fieldErrors?: readonly FieldError[]
}

export interface ResourceOptions {
  /** Asks again after this many ms, for views of what changes. */
  readonly refreshInterval?: number
}

/** Ms before a failed request is made again; doubled up to the longest. */
const MIN_RETRY_DELAY = 1000
const MAX_RETRY_DELAY = 15_000

/**
 * The answer at `path()`, asked for again whenever the path changes, and by itself after an error; `null` asks for nothing.
 * The path may depend on signals and on what the component was given.
 */
export function useResource<T>(path: () => string | null, options: ResourceOptions = {}): ReadonlySignal<Resource<T>> {
  const resource = useSignal<Resource<T>>({ state: 'loading' })
  const now = path()
  const requestedPath = useSignal(now)
  useEffect(() => {
    requestedPath.value = now
  }, [now])
  useSignalEffect(() => {
    // Reading it makes a refresh ask again.
    void refreshSignal.value
    return poll(requestedPath.value, resource.peek(), options, (next) => {
      resource.value = next
    })
  })
  return resource
}

const refreshSignal = signal(0)

/** Goes up with each `refetchAll`. */
export const refreshCount: ReadonlySignal<number> = refreshSignal

/** Asks for every resource of the page again: after a change, or when the server is back. */
export function refetchAll(): void {
  refreshSignal.value = refreshSignal.peek() + 1
}

let wasOffline = false
effect(() => {
  const away = isServerOffline.value
  if (wasOffline && !away) queueMicrotask(refetchAll)
  wasOffline = away
})

function poll<T>(
  path: string | null,
  before: Resource<T>,
  { refreshInterval }: ResourceOptions,
  set: (resource: Resource<T>) => void,
): () => void {
  const abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = before
  let retry = MIN_RETRY_DELAY
  const take = (next: Resource<T>): void => {
    last = next
    set(next)
  }
  const load = async (): Promise<void> => {
    try {
      const data = await getJson<T>(path ?? '', abort.signal)
      if (abort.signal.aborted) return
      take({ state: 'ready', data })
      retry = MIN_RETRY_DELAY
      if (refreshInterval !== undefined) timer = setTimeout(load, refreshInterval)
    } catch (error) {
      if (abort.signal.aborted) return
      const { status, fieldErrors } = error instanceof HttpError ? error : { status: 0, fieldErrors: [] }
      take({ ...last, state: 'failed', error: errorMessage(error), status, fieldErrors })
      timer = setTimeout(load, retry)
      retry = Math.min(MAX_RETRY_DELAY, 2 * retry)
    }
  }
  const { error: _, status: __, fieldErrors: ___, ...rest } = before
  take({ ...rest, state: 'loading' })
  if (path !== null) void load()
  return () => {
    abort.abort()
    clearTimeout(timer)
  }
}
