import '../charts/curve-chart.css'
import './assessment.css'
import { useEffect } from 'preact/hooks'
import type { AssessableClassifiers } from '../../src/dashboard/assessment/api.js'
import { linkTo, setParams, useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { Notice } from '../ui/notice.js'
import { ScoredView } from './scored-view.js'
import { AssessmentToolbar } from './assessment-toolbar.js'

/** What trading on a classifier's scores would have gained, and how far its scores can be trusted. */
export default function AssessmentPage() {
  const [name] = useParam('classifier', '')
  const [set] = useParam('set', '')
  const loaded = useResource<AssessableClassifiers>(() => '/api/assessment/classifiers', { refreshInterval: 5000 })
  const { data, error } = loaded.value
  const all = data?.classifiers ?? []
  const defaultClassifier = name.value === '' ? (all.find(({ error }) => error === null) ?? all[0]) : undefined
  const classifier = defaultClassifier ?? all.find((one) => one.name === name.value)
  const selectedSet = classifier?.sets.find((one) => one === set.value) ?? classifier?.sets[0]
  const classifierName = classifier?.name
  useEffect(() => {
    // The address names what is shown: another classifier may be the first one later.
    if (classifierName !== undefined && (classifierName !== name.value || selectedSet !== (set.value || undefined)))
      setParams({ classifier: classifierName, set: selectedSet })
  }, [classifierName, selectedSet, name.value, set.value])
  return (
    <>
      <h1>Assessment</h1>
      {error !== undefined && <Notice tone="bad">The classifiers cannot be listed: {error}</Notice>}
      {!data && error === undefined && <p class="note">loading …</p>}
      {data && all.length === 0 && <NoClassifier />}
      {all.length > 0 && (
        <AssessmentToolbar classifiers={all} name={classifier?.name ?? name.value} set={selectedSet} />
      )}
      {all.length > 0 && !classifier && (
        <Notice tone="warn">
          There is no classifier {name.value}; it may have been deleted or renamed. Choose another one.
        </Notice>
      )}
      {classifier?.error && <Notice tone="bad">{classifier.error}</Notice>}
      {classifier && classifier.error === null && !selectedSet && (
        <Notice tone="warn">The sets of {classifier.name} have no ranges; there is nothing to assess.</Notice>
      )}
      {classifier && classifier.error === null && selectedSet && (
        <ScoredView key={`${classifier.name} ${selectedSet}`} classifier={classifier.name} set={selectedSet} />
      )}
    </>
  )
}

function NoClassifier() {
  return (
    <Notice>
      There is no classifier yet. <a href={linkTo('/training', { view: 'new' })}>Train one</a>, and see here what it
      would have gained.
    </Notice>
  )
}
