import { effect, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { isSameRelease, isServerOffline } from './connection.js'

/** One stream for all topics of the page; it is opened anew when they change, and again by itself when it breaks. */
const topics = new Map<string, { readonly last: Signal<unknown>; users: number }>()
const topicList = signal('')
const visible = signal(!document.hidden)
document.addEventListener('visibilitychange', () => {
  visible.value = !document.hidden
})

/** Of the server behind the stream, as its first event says. */
let streamRelease = ''

/** Ms without a sign of life after which the server counts as away. */
const HEARTBEAT_TIMEOUT = 16_000
const RETRY_DELAY = 1500

/** The last event of a topic, undefined before the first; `T` is its type in `src/dashboard/<page>/api.ts`. */
export function useTopic<T>(topic: string | null): ReadonlySignal<T | undefined> {
  const event = useMemo(() => signal<T | undefined>(undefined), [topic])
  useEffect(() => (topic === null ? undefined : subscribe<T>(topic, event)), [topic])
  return event
}

function subscribe<T>(topic: string, event: Signal<T | undefined>): () => void {
  const entry = topics.get(topic) ?? { last: signal<unknown>(undefined), users: 0 }
  entry.users++
  topics.set(topic, entry)
  updateTopics()
  const stop = effect(() => {
    const value = entry.last.value
    if (isSameRelease<T>(value, streamRelease)) event.value = value
  })
  return () => {
    stop()
    entry.users--
    if (entry.users === 0) topics.delete(topic)
    updateTopics()
  }
}

/** Pages that come and go in one turn make one change. */
function updateTopics(): void {
  queueMicrotask(() => {
    topicList.value = [...topics.keys()].sort().join(',')
  })
}

/** Keeps the stream open while the page is visible: hidden pages leave their connection to others. */
effect(() => {
  const list = topicList.value
  return visible.value ? openStream(list) : undefined
})

function openStream(list: string): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const alive = (): void => {
    isServerOffline.value = false
    clearTimeout(timer)
    timer = setTimeout(lost, HEARTBEAT_TIMEOUT)
  }
  const lost = (): void => {
    isServerOffline.value = true
    source?.close()
    clearTimeout(timer)
    timer = setTimeout(open, RETRY_DELAY)
  }
  const open = (): void => {
    source = new EventSource(`/api/events?topics=${encodeURIComponent(list)}`)
    source.addEventListener('hello', (event) => {
      streamRelease = parseRelease(event.data)
      if (isSameRelease<object>({}, streamRelease)) alive()
    })
    source.addEventListener('beat', alive)
    source.addEventListener('message', (event) => handleMessage(event.data))
    source.addEventListener('error', lost)
  }
  open()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}

function parseRelease(text: unknown): string {
  const value: unknown = JSON.parse(String(text))
  return typeof value === 'object' && value && 'release' in value ? String(value.release) : ''
}

function handleMessage(text: unknown): void {
  const value: unknown = JSON.parse(String(text))
  if (typeof value !== 'object' || value === null || !('topic' in value) || !('data' in value)) return
  const entry = topics.get(String(value.topic))
  if (entry) entry.last.value = value.data
}
