import { useEffect, useMemo } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { AssessedSet, AssessmentView, Scored, ScoringProgress } from '../../src/dashboard/assessment/api.js'
import { useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { useTopic } from '../app/events.js'
import { Notice } from '../ui/notice.js'
import { Progress } from '../ui/progress.js'
import { createHttpSource } from './http-source.js'
import { AssessmentSections } from './view/assessment-sections.js'
import { AssessmentSourceProvider } from './view/assessment-source.js'
import { OpenTestSet } from './open-test-set.js'

interface ScoredViewProps {
  readonly classifier: string
  readonly set: AssessedSet
}

/** The figures of a set once it is scored, until then how far that is. */
export function ScoredView({ classifier, set }: ScoredViewProps) {
  const news = useTopic<ScoringProgress>(`assessment:${classifier}:${set}`)
  const progress = news.value
  const completions = useSignal(0)
  useEffect(() => {
    if (progress && progress.state !== 'scoring') completions.value++
  }, [progress])
  // All figures are asked for again when scoring has ended: also a page that is open gets those of new candles.
  const [loss] = useParam('loss', '')
  const exits = /^\d+$/.test(loss.value) ? { lossMinutes: loss.value } : {}
  const query = new URLSearchParams({ classifier, set, ...exits, version: String(completions.value) }).toString()
  const matrix = useResource<Scored<AssessmentView>>(() => `/api/assessment/matrix?${query}`, {
    refreshInterval: 5000,
  })
  const { data, error, fieldErrors } = matrix.value
  const source = useMemo(() => createHttpSource(query, classifier), [query, classifier])
  const failure = error ?? (progress?.state === 'failed' && data?.state !== 'ready' ? progress.error : null)
  const current = progress?.state === 'scoring' ? progress : data?.state === 'scoring' ? data.progress : undefined
  return (
    <>
      {error !== undefined && fieldErrors?.some(({ key }) => key === 'openTestSet') ? (
        <OpenTestSet classifier={classifier} set={set} reason={error} />
      ) : (
        failure && <Notice tone="bad">{failure}</Notice>
      )}
      {!failure && data?.state !== 'ready' && <Scoring classifier={classifier} set={set} progress={current} />}
      {data?.state === 'ready' && (
        <>
          {data.value.notes.map((note) => (
            <Notice key={note} tone="warn">
              {note}
            </Notice>
          ))}
          <AssessmentSourceProvider value={source}>
            <AssessmentSections matrix={data.value} />
          </AssessmentSourceProvider>
        </>
      )}
    </>
  )
}

interface ScoringProps extends ScoredViewProps {
  readonly progress: ScoringProgress | undefined
}

function Scoring({ classifier, set, progress }: ScoringProps) {
  return (
    <Notice>
      The {set} set of {classifier} is being scored; its figures are kept until candles or definitions change.
      <Progress
        label={progress?.task ?? 'asking'}
        done={progress?.done ?? 0}
        total={progress?.total ?? 0}
        unit={progress?.unit ?? ''}
      />
    </Notice>
  )
}
