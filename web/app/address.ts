import { computed, signal, type ReadonlySignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'

export interface Address {
  /** `/market` */
  readonly path: string
  readonly query: URLSearchParams
}

const readAddress = (): Address => ({ path: location.pathname, query: new URLSearchParams(location.search) })
const current = signal(readAddress())
addEventListener('popstate', () => {
  current.value = readAddress()
})

/** Where the reader is: the page by its path, the page's view by its query. A link to it shows the same. */
export const address: ReadonlySignal<Address> = current

/** Goes to another view, as a link does; the back button returns. */
export function navigate(href: string): void {
  history.pushState(null, '', href)
  current.value = readAddress()
  scrollTo(0, 0)
}

/** `linkTo('/assessment', {classifier: 'demo', buy: 0.7})`; undefined leaves a parameter out. */
export function linkTo(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parts.set(name, String(value))
  const text = parts.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Sets parameters of this view; `fallback` values and empty ones are left out of the address. `push` keeps a step for the back button. */
export function setParams(values: Readonly<Record<string, string | undefined>>, push = false): void {
  const { path, query: before } = current.peek()
  const query = new URLSearchParams(before)
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === '') query.delete(name)
    else query.set(name, value)
  }
  const text = query.toString()
  writeAddress(text === '' ? path : `${path}?${text}`, push)
  current.value = { path, query }
}

/** A browser that lets no file change its address shows the view all the same. */
function writeAddress(href: string, push: boolean): void {
  try {
    if (push) history.pushState(null, '', href)
    else history.replaceState(null, '', href)
  } catch (error) {
    if (location.protocol !== 'file:') throw error
  }
}

/** A value that the view keeps in its address: a signal of it, and how to set it. The fallback is not written. */
export type Param = readonly [value: ReadonlySignal<string>, set: (value: string, push?: boolean) => void]

export function useParam(name: string, fallback: string): Param {
  return useMemo(
    () => [
      computed(() => current.value.query.get(name) ?? fallback),
      (value, push) => setParams({ [name]: value === fallback ? undefined : value }, push),
    ],
    [name, fallback],
  )
}
