import { effect, signal, useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ErrorAnswer } from '../../src/dashboard/http/api.js'
import { isSameRelease, metaOf, serverAway } from './connection.js'
import { messageOf } from './message-of.js'

/** What a request that was refused or failed says; `status` is 0 where the server does not answer at all. */
export class HttpError extends Error {
  readonly status: number
  /** Fields of the request that are to blame. */
  readonly keys: readonly string[]
  constructor(message: string, status: number, keys: readonly string[] = []) {
    super(message)
    this.status = status
    this.keys = keys
  }
}

let pageToken = metaOf('token')

/** GET of a JSON answer; `T` is its type in `src/dashboard/<page>/api.ts`. Throws HttpError. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(await ask(path, signal ? { signal } : {}))
}

/** POST of a change with the page's token. Throws HttpError. */
export async function postJson<T>(path: string, body: object = {}): Promise<T> {
  let response = await post(path, body)
  if (response.status === 403 && (await renewToken())) response = await post(path, body)
  return answerOf<T>(response)
}

function post(path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-followupward-token': pageToken }
  return ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** A server that was started anew has another token: it is in the page that it serves now. */
async function renewToken(): Promise<boolean> {
  const html = await (await ask('/', {})).text()
  const token = metaOf('token', new DOMParser().parseFromString(html, 'text/html'))
  if (token === '' || token === pageToken) return false
  pageToken = token
  return true
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(path, init)
    serverAway.value = false
    return response
  } catch (error) {
    if (init.signal?.aborted) throw error
    serverAway.value = true
    throw new HttpError('the dashboard’s server does not answer', 0)
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const value: unknown = await response.json().catch(() => undefined)
  if (!response.ok) {
    const { error, keys } = errorOf(value)
    throw new HttpError(error ?? `the server answers ${response.status}`, response.status, keys)
  }
  if (isSameRelease<T>(value, response.headers.get('x-followupward-release'))) return value
  throw new HttpError('the server was renewed; load the page again', response.status)
}

function errorOf(value: unknown): Partial<ErrorAnswer> {
  if (typeof value !== 'object' || value === null || !('error' in value) || typeof value.error !== 'string') return {}
  const keys = 'keys' in value && Array.isArray(value.keys) ? value.keys.map(String) : []
  return { error: value.error, keys }
}

export interface Resource<T> {
  readonly state: 'loading' | 'ready' | 'failed'
  /** The last good answer: kept while the next one is loading, also where that fails. */
  readonly data?: T
  /** One line, where the last request failed. */
  readonly error?: string
  /** HTTP status of the error; 0 where the server does not answer. */
  readonly status?: number
  /** Fields of the request that the error names. */
  readonly keys?: readonly string[]
}

export interface ResourceOptions {
  /** Asks again after this many ms, for views of what changes. */
  readonly everyMs?: number
}

/** Ms before a failed request is made again; doubled up to the longest. */
const FIRST_RETRY = 1000
const LONGEST_RETRY = 15_000

/**
 * The answer at `path()`, asked for again whenever the path changes, and by itself after an error; `null` asks for nothing.
 * The path may depend on signals and on what the component was given.
 */
export function useResource<T>(path: () => string | null, options: ResourceOptions = {}): ReadonlySignal<Resource<T>> {
  const resource = useSignal<Resource<T>>({ state: 'loading' })
  const now = path()
  const wanted = useSignal(now)
  useEffect(() => {
    wanted.value = now
  }, [now])
  useSignalEffect(() => {
    // Reading it makes a refresh ask again.
    void refreshes.value
    return follow(wanted.value, resource.peek(), options, (next) => {
      resource.value = next
    })
  })
  return resource
}

const refreshes = signal(0)

/** Goes up with each `refreshAll`. */
export const refreshCount: ReadonlySignal<number> = refreshes

/** Asks for every resource of the page again: after a change, or when the server is back. */
export function refreshAll(): void {
  refreshes.value = refreshes.peek() + 1
}

let wasAway = false
effect(() => {
  const away = serverAway.value
  if (wasAway && !away) queueMicrotask(refreshAll)
  wasAway = away
})

function follow<T>(
  path: string | null,
  before: Resource<T>,
  { everyMs }: ResourceOptions,
  set: (resource: Resource<T>) => void,
): () => void {
  const abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = before
  let retry = FIRST_RETRY
  const take = (next: Resource<T>): void => {
    last = next
    set(next)
  }
  const load = async (): Promise<void> => {
    try {
      const data = await getJson<T>(path ?? '', abort.signal)
      if (abort.signal.aborted) return
      take({ state: 'ready', data })
      retry = FIRST_RETRY
      if (everyMs !== undefined) timer = setTimeout(load, everyMs)
    } catch (error) {
      if (abort.signal.aborted) return
      const { status, keys } = error instanceof HttpError ? error : { status: 0, keys: [] }
      take({ ...last, state: 'failed', error: messageOf(error), status, keys })
      timer = setTimeout(load, retry)
      retry = Math.min(LONGEST_RETRY, 2 * retry)
    }
  }
  if (path !== null) {
    const { error: _, status: __, keys: ___, ...rest } = before
    take({ ...rest, state: 'loading' })
    void load()
  }
  return () => {
    abort.abort()
    clearTimeout(timer)
  }
}
