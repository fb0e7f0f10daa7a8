import type { LearnedBaselines, LogisticScores } from '../../../assessment/baselines/baselines.js'
import { takeScores } from '../../../assessment/baselines/take-scores.js'
import type { ScoredSeries } from '../../../assessment/scored-series.js'
import type { Classifier } from '../../../classifier/classifier-files.js'
import { UserError } from '../../../core/errors.js'
import { takerFee, type WorkspaceContext } from '../../context.js'
import { requireOpenTraining } from '../../ledger/require-open-sets.js'
import { SealedError } from '../../ledger/sealed-error.js'
import type { WorkspaceSources } from '../../rows/data-sources.js'
import { scoreClassifier, type ScoreRequest } from '../score-classifier.js'
import { planBaseline } from './plan-baseline.js'
import { runControl } from './run-control.js'
import { baselineKey, readBaselines, writeBaselines, type StoredBaselines } from './stored-baselines.js'
import { trainLogistic } from './train-logistic.js'

/** A classifier whose rows are assessed. */
export interface AssessedScores {
  /** What was scored. */
  readonly request: ScoreRequest
  /** With the fills of the assessment. */
  readonly series: readonly ScoredSeries[]
}

/**
 * Logistic regression and the positive control for the rows of a classifier. They are trained at the first call and kept in the folder of
 * derived data. Where that is not possible it says why instead.
 */
export async function learnBaselines(
  { request, series }: AssessedScores,
  sources: WorkspaceSources,
  context: WorkspaceContext,
): Promise<LearnedBaselines> {
  const { description } = request.classifier
  if (description.sets.training.length === 0 || description.sets.validation.length === 0)
    return { unavailable: 'the classifier names no training rows to learn from' }
  try {
    const { key, stored } = await storedBaselines(request.classifier, sources, context)
    const { logistic, control } = stored
    const scores = await scoreLogistic({ ...request, classifier: logistic, name: `baseline-${key}` }, series, sources)
    return { logistic: scores, ...(control && { control }) }
  } catch (error) {
    if (error instanceof SealedError) return { unavailable: 'its training rows are sealed by now' }
    if (error instanceof UserError) return { unavailable: error.message.replaceAll(/[{}]/g, '') }
    throw error
  }
}

async function storedBaselines(
  { description }: Classifier,
  sources: WorkspaceSources,
  context: WorkspaceContext,
): Promise<{ readonly key: string; readonly stored: StoredBaselines }> {
  const { workspace } = context
  const plan = await planBaseline(description, { workspace, sources })
  const key = baselineKey(description, plan, takerFee(context))
  const known = await readBaselines(workspace.dataFolder, key)
  if (known) return { key, stored: known }
  await requireOpenTraining(plan, 'of logistic regression', false, context)
  const logistic = await trainLogistic(plan, sources, context)
  const stored = { logistic, control: (await runControl(plan, sources, context)) ?? null }
  await writeBaselines(workspace.dataFolder, key, stored)
  return { key, stored }
}

/** What the regression says of the minutes of the series. */
async function scoreLogistic(
  request: ScoreRequest,
  series: readonly ScoredSeries[],
  sources: WorkspaceSources,
): Promise<LogisticScores> {
  const { series: scored, cell } = await scoreClassifier(request, sources, () => {})
  return {
    series: series.map((one) =>
      takeScores(
        one,
        scored.find(({ base }) => base === one.base),
      ),
    ),
    cell,
  }
}
