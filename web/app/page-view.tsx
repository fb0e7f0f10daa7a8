import { effect, useSignal, useSignalEffect } from '@preact/signals'
import { Component, type ComponentChildren, type ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { address } from './address.js'
import { probeServer } from './api.js'
import { isServerOffline } from './connection.js'
import type { PageLink } from '../../src/dashboard/http/api.js'
import { loadPage, pages } from './pages.js'
import { Notice } from '../ui/notice.js'

/** The page of a path; `/` is the first one. */
export function findPage(path: string): PageLink | undefined {
  const id = path.split('/')[1] ?? ''
  return id === '' ? pages[0] : pages.find((page) => page.id === id)
}

interface LoadedPage {
  readonly id: string
  /** Undefined where it could not be loaded. */
  readonly Page: ComponentType | undefined
}

/** The page of the address; its script is loaded when it is first opened. */
export function PageView() {
  const loaded = useSignal<LoadedPage | undefined>(undefined)
  useSignalEffect(() => {
    const entry = findPage(address.value.path)
    document.title = `${entry?.title ?? 'Not found'} · FollowUpward`
    if (!entry || loaded.peek()?.id === entry.id) return
    const show = (Page: ComponentType | undefined): void => {
      if (findPage(address.peek().path) === entry) loaded.value = { id: entry.id, Page }
    }
    loadPage(entry).then(show, () => show(undefined))
  })
  const entry = findPage(address.value.path)
  if (!entry) return <Notice tone="warn">There is no page {address.value.path}; choose one above.</Notice>
  const Page = loaded.value?.Page
  if (loaded.value?.id !== entry.id) return <p class="note">{entry.title} is opening …</p>
  if (!Page) return <MissingPage title={entry.title} />
  return (
    <ErrorBoundary key={entry.id} title={entry.title}>
      <Page />
    </ErrorBoundary>
  )
}

/**
 * A page whose script could not be loaded. While the server does not answer it waits, and loads the document again when the
 * server is back: a browser does not ask for a script again that it could not have.
 */
function MissingPage({ title }: { readonly title: string }) {
  useEffect(() => {
    let wasOffline = false
    void probeServer()
    return effect(() => {
      if (isServerOffline.value) wasOffline = true
      else if (wasOffline) location.reload()
    })
  }, [])
  return isServerOffline.value ? (
    <Notice>{title} opens when the server is back.</Notice>
  ) : (
    <Notice tone="warn">{title} could not be loaded; load the page again.</Notice>
  )
}

/** An error while drawing one page leaves the frame and the other pages alone. */
class ErrorBoundary extends Component<
  { readonly title: string; readonly children: ComponentChildren },
  { error?: string }
> {
  override componentDidCatch(error: unknown): void {
    this.setState({ error: error instanceof Error ? error.message : String(error) })
  }
  override render(): ComponentChildren {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <Notice tone="bad">
        {this.props.title} cannot be drawn: {error}. Load the page again, or choose another one.
      </Notice>
    )
  }
}
