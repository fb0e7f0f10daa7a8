import { signal } from '@preact/signals'

/** Whether the server answers; the frame's banner says so. */
export const isServerOffline = signal(false)

/** Set when the server was renewed with other pages than this one's: only loading the page again helps. */
export const isOutdated = signal(false)

export function readMeta(name: string, from: ParentNode = document): string {
  return from.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? ''
}

const release = readMeta('release')

/** An answer of the same release as this page has the types that both were built with; of another one it is not read. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the type of its route
export function isSameRelease<T>(value: unknown, served: string | null): value is T {
  if (value === undefined) return false
  if (served !== release) isOutdated.value = true
  return served === release
}
