import type { ComponentChildren } from 'preact'
import type { TradingRuns } from '../../src/dashboard/trading/api.js'
import { useSelectedItem } from '../app/selected-item.js'
import { useResource } from '../app/api.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { RunList } from './run-list.js'
import { RunView } from './run-view.js'
import { StartPaper } from './start-paper.js'
import './trading.css'

/** Ms between two looks at the book. */
const REFRESH_INTERVAL = 2000

/** What the trader does and did: the latest run, or the one in the address. */
export default function Page() {
  const runs = useResource<TradingRuns>(() => '/api/trading/runs', { refreshInterval: REFRESH_INTERVAL })
  const { data, error } = runs.value
  const first = data?.runs.find(({ state }) => state === 'running') ?? data?.runs[0]
  const { id: selectedId, choose } = useSelectedItem('run', first?.id)
  if (!data)
    return <PageFrame>{error ? <Notice tone="bad">{error}</Notice> : <p class="note">reading the book …</p>}</PageFrame>
  return (
    <PageFrame>
      {error && <Notice tone="warn">{error}; what is shown may be out of date.</Notice>}
      <div class="trading">
        <div class="main-part">
          {selectedId === undefined ? (
            <Notice>Nothing has been traded here yet. Train a classifier, then start a paper trade beside this.</Notice>
          ) : (
            <RunView key={selectedId} id={selectedId} refreshInterval={REFRESH_INTERVAL} />
          )}
        </div>
        <div class="side">
          <Panel id="runs" title="Runs" note={data.book}>
            <RunList runs={data.runs} selected={selectedId} onSelect={choose} />
          </Panel>
          <StartPaper classifiers={data.classifiers} />
        </div>
      </div>
    </PageFrame>
  )
}

function PageFrame({ children }: { readonly children: ComponentChildren }) {
  return (
    <>
      <h1 class="visually-hidden">Trading</h1>
      {children}
    </>
  )
}
