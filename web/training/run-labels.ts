import type { TrainingRunDetail } from '../../src/dashboard/training/api.js'
import { timeFormat } from '../app/time-format.js'

/** Names that tell runs apart: the classifier's, with the time where two are of the same. */
export function createRunLabels(details: readonly TrainingRunDetail[]): string[] {
  const names = details.map(({ run }) => run.name)
  return details.map(({ run }) =>
    names.filter((name) => name === run.name).length > 1
      ? `${run.name} ${timeFormat.value.minute(run.startedAt)}:${timeFormat.value.second(run.startedAt).slice(6)}`
      : run.name,
  )
}
