import { useSignal, useSignalEffect } from '@preact/signals'
import { Component, type ComponentChildren, type ComponentType } from 'preact'
import { address } from './address.js'
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
  if (!Page) return <Notice tone="warn">{entry.title} could not be loaded; load the page again.</Notice>
  return (
    <ErrorBoundary key={entry.id} title={entry.title}>
      <Page />
    </ErrorBoundary>
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
