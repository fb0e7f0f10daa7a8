import type { TrainingRunDetail } from '../../src/dashboard/training/api.js'
import { shownTime } from '../app/shown-time.js'

/** Names that tell runs apart: the classifier's, with the time where two are of the same. */
export function labelsOf(details: readonly TrainingRunDetail[]): string[] {
  const names = details.map(({ run }) => run.name)
  return details.map(({ run }) =>
    names.filter((name) => name === run.name).length > 1
      ? `${run.name} ${shownTime.value.minute(run.startedAt)}:${shownTime.value.second(run.startedAt).slice(6)}`
      : run.name,
  )
}
