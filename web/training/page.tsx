import '../charts/curve-chart.css'
import './training.css'
import type { TrainingRuns } from '../../src/dashboard/training/api.js'
import { useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { useTopic } from '../app/events.js'
import { Notice } from '../ui/notice.js'
import { Tabs } from '../ui/tabs.js'
import { ClassifiersView } from './classifiers-view.js'
import { CompareView } from './compare-view.js'
import { NewTraining } from './new-training.js'
import { RunsView } from './runs-view.js'
import { StartedJobs } from './started-jobs.js'

const TABS = [
  { id: 'runs', title: 'Runs' },
  { id: 'compare', title: 'Compare' },
  { id: 'new', title: 'New training' },
  { id: 'classifiers', title: 'Classifiers' },
]

/** Trainings: those that run, those that ran, what they were made of, and how to start another one. */
export default function TrainingPage() {
  const [view, setView] = useParam('view', 'runs')
  const loaded = useResource<TrainingRuns>(() => '/api/training/runs')
  const published = useTopic<TrainingRuns>('training')
  const { error } = loaded.value
  const all = published.value ?? loaded.value.data
  const runs = all?.runs ?? []
  return (
    <>
      <h1>Training</h1>
      {error !== undefined && <Notice tone="bad">The trainings cannot be listed: {error}</Notice>}
      {all?.errors.map((error) => (
        <Notice key={error} tone="warn">
          {error}
        </Notice>
      ))}
      <StartedJobs runs={runs} />
      <Tabs
        label="Views of the trainings"
        tabs={TABS}
        selected={view.value}
        onSelect={setView}
        panelId="training-view"
      />
      <div id="training-view" role="tabpanel" aria-label={TABS.find(({ id }) => id === view.value)?.title ?? 'Runs'}>
        {view.value === 'compare' && <CompareView runs={runs} />}
        {view.value === 'new' && <NewTraining />}
        {view.value === 'classifiers' && <ClassifiersView />}
        {!['compare', 'new', 'classifiers'].includes(view.value) && <RunsView runs={runs} isLoading={!all} />}
      </div>
    </>
  )
}
