import { useSignal, type ReadonlySignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { HttpError, getJson, refreshCount, type Resource } from '../app/api.js'
import { errorMessage } from '../app/error-message.js'

/** One of several answers: the same key with another path is another part of the same thing. */
export interface ResourceRequest {
  readonly key: string
  readonly path: string
}

const MIN_RETRY_DELAY = 1000
const MAX_RETRY_DELAY = 15_000

interface Following {
  readonly path: string
  stop(): void
}

/**
 * Answers to any number of requests, by their keys. A key keeps its last answer while the next one is loading, until that is
 * refused; what is no longer wanted is dropped. Failed requests are made again by themselves, as with `useResource`.
 */
export function useResources<T>(wanted: readonly ResourceRequest[]): ReadonlySignal<ReadonlyMap<string, Resource<T>>> {
  const resources = useSignal<ReadonlyMap<string, Resource<T>>>(new Map())
  const following = useRef(new Map<string, Following>())
  const set = (key: string, resource: Resource<T> | undefined): void => {
    const next = new Map(resources.peek())
    if (resource) next.set(key, resource)
    else next.delete(key)
    resources.value = next
  }
  const update = (key: string, change: Resource<T>): void =>
    set(key, isRefused(change) ? change : { ...lastDataOf(resources.peek().get(key)), ...change })
  useEffect(() => {
    const all = following.current
    for (const [key, one] of all) {
      if (wanted.some((want) => want.key === key && want.path === one.path)) continue
      one.stop()
      all.delete(key)
      if (!wanted.some((want) => want.key === key)) set(key, undefined)
    }
    for (const { key, path } of wanted) {
      if (all.has(key)) continue
      const before = resources.peek().get(key)
      set(key, before?.data === undefined ? { state: 'loading' } : { state: 'loading', data: before.data })
      all.set(key, { path, stop: poll<T>(path, (change) => update(key, change)) })
    }
  }, [wanted.map(({ key, path }) => `${key} ${path}`).join('\n')])
  useEffect(() => {
    // The server is back, or something has changed: what failed need not wait for its next try.
    for (const [key, one] of following.current) {
      if (resources.peek().get(key)?.state !== 'failed') continue
      one.stop()
      following.current.set(key, { path: one.path, stop: poll<T>(one.path, (change) => update(key, change)) })
    }
  }, [refreshCount.value])
  useEffect(() => () => following.current.forEach((one) => one.stop()), [])
  return resources
}

/** Whether the server refused a request: what it gave for another one is no answer to it. */
function isRefused({ state, status = 0 }: Resource<unknown>): boolean {
  return state === 'failed' && status >= 400 && status < 500
}

function lastDataOf<T>(resource: Resource<T> | undefined): { readonly data?: T } {
  return resource?.data === undefined ? {} : { data: resource.data }
}

function poll<T>(path: string, take: (resource: Resource<T>) => void): () => void {
  const abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let retry = MIN_RETRY_DELAY
  const load = async (): Promise<void> => {
    try {
      const data = await getJson<T>(path, abort.signal)
      if (!abort.signal.aborted) take({ state: 'ready', data })
    } catch (error) {
      if (abort.signal.aborted) return
      take({ state: 'failed', error: errorMessage(error), status: error instanceof HttpError ? error.status : 0 })
      timer = setTimeout(() => void load(), retry)
      retry = Math.min(MAX_RETRY_DELAY, 2 * retry)
    }
  }
  void load()
  return () => {
    abort.abort()
    clearTimeout(timer)
  }
}
