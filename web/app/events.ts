import { effect, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { isSameRelease, serverAway } from './connection.js'

/** One stream for all topics of the page; it is opened anew when they change, and again by itself when it breaks. */
const topics = new Map<string, { readonly last: Signal<unknown>; users: number }>()
const wanted = signal('')
const visible = signal(!document.hidden)
document.addEventListener('visibilitychange', () => {
  visible.value = !document.hidden
})

/** Of the server behind the stream, as its first event says. */
let streamRelease = ''

/** Ms without a sign of life after which the server counts as away. */
const PATIENCE = 16_000
const RETRY = 1500

/** The last event of a topic, undefined before the first; `T` is its type in `src/dashboard/<page>/api.ts`. */
export function useTopic<T>(topic: string | null): ReadonlySignal<T | undefined> {
  const event = useMemo(() => signal<T | undefined>(undefined), [topic])
  useEffect(() => (topic === null ? undefined : follow<T>(topic, event)), [topic])
  return event
}

function follow<T>(topic: string, event: Signal<T | undefined>): () => void {
  const entry = topics.get(topic) ?? { last: signal<unknown>(undefined), users: 0 }
  entry.users++
  topics.set(topic, entry)
  renew()
  const stop = effect(() => {
    const value = entry.last.value
    if (isSameRelease<T>(value, streamRelease)) event.value = value
  })
  return () => {
    stop()
    entry.users--
    if (entry.users === 0) topics.delete(topic)
    renew()
  }
}

/** Pages that come and go in one turn make one change. */
function renew(): void {
  queueMicrotask(() => {
    wanted.value = [...topics.keys()].sort().join(',')
  })
}

/** Keeps the stream open while the page is visible: hidden pages leave their connection to others. */
effect(() => {
  const list = wanted.value
  return visible.value ? keepOpen(list) : undefined
})

function keepOpen(list: string): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const alive = (): void => {
    serverAway.value = false
    clearTimeout(timer)
    timer = setTimeout(lost, PATIENCE)
  }
  const lost = (): void => {
    serverAway.value = true
    source?.close()
    clearTimeout(timer)
    timer = setTimeout(open, RETRY)
  }
  const open = (): void => {
    source = new EventSource(`/api/events?topics=${encodeURIComponent(list)}`)
    source.addEventListener('hello', (event) => {
      streamRelease = releaseIn(event.data)
      if (isSameRelease<object>({}, streamRelease)) alive()
    })
    source.addEventListener('beat', alive)
    source.addEventListener('message', (event) => take(event.data))
    source.addEventListener('error', lost)
  }
  open()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}

function releaseIn(text: unknown): string {
  const value: unknown = JSON.parse(String(text))
  return typeof value === 'object' && value && 'release' in value ? String(value.release) : ''
}

function take(text: unknown): void {
  const value: unknown = JSON.parse(String(text))
  if (typeof value !== 'object' || value === null || !('topic' in value) || !('data' in value)) return
  const entry = topics.get(String(value.topic))
  if (entry) entry.last.value = value.data
}
