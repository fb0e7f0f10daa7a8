import { useEffect } from 'preact/hooks'
import type { FrameInfo } from '../../src/dashboard/http/api.js'
import { address, navigate } from './address.js'
import { useResource } from './api.js'
import { setFrameInfo } from './frame-info.js'
import { RunningJobs } from '../jobs/running-jobs.js'
import { findPage } from './page-view.js'
import { pages } from './pages.js'
import { theme, toggleTheme } from './theme.js'

/** The header: the workspace, the pages, the theme. */
export function Navigation() {
  const frame = useResource<FrameInfo>(() => '/api/frame')
  const here = findPage(address.value.path)
  useEffect(() => handleLinkClicks(), [])
  const info = frame.value.data
  useEffect(() => {
    if (info) setFrameInfo(info)
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
        <button type="button" class="quiet" id="theme" onClick={toggleTheme}>
          {theme.value === 'dark' ? 'Light theme' : 'Dark theme'}
        </button>
      </span>
    </header>
  )
}

/** Links to our own views change the view without loading the document again. */
function handleLinkClicks(): () => void {
  document.addEventListener('click', handleLinkClick)
  return () => document.removeEventListener('click', handleLinkClick)
}

function handleLinkClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target !== '' || link.origin !== location.origin || link.hash !== '') return
  if (link.hasAttribute('download')) return
  event.preventDefault()
  navigate(link.pathname + link.search)
}
