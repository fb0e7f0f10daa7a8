import { useEffect } from 'preact/hooks'
import type { FrameInfo } from '../../src/dashboard/http/api.js'
import { address, goTo } from './address.js'
import { useResource } from './api.js'
import { takeFrameInfo } from './frame-info.js'
import { RunningJobs } from '../jobs/running-jobs.js'
import { pageOf } from './page-view.js'
import { pages } from './pages.js'
import { theme, turnTheme } from './theme.js'

/** The header: the workspace, the pages, the theme. */
export function Navigation() {
  const frame = useResource<FrameInfo>(() => '/api/frame')
  const here = pageOf(address.value.path)
  useEffect(() => openLinksHere(), [])
  const info = frame.value.data
  useEffect(() => {
    if (info) takeFrameInfo(info)
  }, [info])
  return (
    <header class="frame">
      <span class="brand" title={info ? `FollowUpward ${info.version}` : undefined}>
        FollowUpward
      </span>
      <nav aria-label="Pages">
        {pages.map(({ id, title }) => (
          <a key={id} href={`/${id}`} aria-current={here?.id === id ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <span class="where">
        <RunningJobs />
        {info?.readOnly && <span class="badge">read only</span>}
        <span class="note workspace">{info?.workspace}</span>
        <button type="button" class="quiet" id="theme" onClick={turnTheme}>
          {theme.value === 'dark' ? 'Light theme' : 'Dark theme'}
        </button>
      </span>
    </header>
  )
}

/** Links to our own views change the view without loading the document again. */
function openLinksHere(): () => void {
  document.addEventListener('click', openLink)
  return () => document.removeEventListener('click', openLink)
}

function openLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target !== '' || link.origin !== location.origin || link.hash !== '') return
  if (link.hasAttribute('download')) return
  event.preventDefault()
  goTo(link.pathname + link.search)
}
