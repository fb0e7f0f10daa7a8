import './data.css'
import type { DataOverview } from '../../src/dashboard/data/api.js'
import { useParam } from '../app/address.js'
import { refetchAll, useResource } from '../app/api.js'
import { JobList } from '../jobs/job-list.js'
import { useJobEnd } from '../jobs/use-job-end.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Tabs } from '../ui/tabs.js'
import { BlacklistPane } from './blacklist-pane.js'
import { CoveragePane } from './coverage-pane.js'
import { ImportPane } from './import-pane.js'
import { UpdatePane } from './update-pane.js'

const PANES = [
  { id: 'coverage', title: 'Coverage and quality' },
  { id: 'blacklist', title: 'Blacklist' },
  { id: 'jobs', title: 'Update, import and jobs' },
] as const

/** What is stored: how complete it is, who is on the blacklist, and how more of it comes in. */
export default function Page() {
  const overview = useResource<DataOverview>(() => '/api/data/overview', { refreshInterval: 30_000 })
  const [pane, setPane] = useParam('pane', PANES[0].id)
  useJobEnd(refetchAll)
  const { data, error } = overview.value
  return (
    <>
      <h1>Data</h1>
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {data && <Damage overview={data} />}
      <Tabs
        label="Parts of the data page"
        tabs={PANES}
        selected={pane.value}
        onSelect={(id) => setPane(id)}
        panelId="pane"
      />
      <div id="pane" role="tabpanel" aria-label={PANES.find(({ id }) => id === pane.value)?.title ?? 'Data'}>
        {data && pane.value === 'coverage' && <CoveragePane overview={data} />}
        {data && pane.value === 'blacklist' && <BlacklistPane overview={data} />}
        {data && pane.value === 'jobs' && (
          <div class="ways">
            <UpdatePane overview={data} />
            <ImportPane />
          </div>
        )}
        {pane.value === 'jobs' && (
          <Panel id="jobs" title="Jobs" note="started from these pages, newest first">
            <JobList empty="none yet" />
          </Panel>
        )}
        {!data && error === undefined && <p class="note">loading …</p>}
      </div>
    </>
  )
}

/** Files that were set aside, and markets that cannot be read. */
function Damage({ overview: { markets } }: { readonly overview: DataOverview }) {
  return (
    <>
      {markets.flatMap(({ path, damaged, error }) => [
        ...(error === null
          ? []
          : [
              <Notice key={path} tone="bad">
                {path}: {error}
              </Notice>,
            ]),
        ...damaged.map((file) => (
          <Notice key={`${path}/${file}`} tone="warn">
            {path}: {file} was found damaged and set aside; its candles are missing until they are updated or imported
            again.
          </Notice>
        )),
      ])}
    </>
  )
}
