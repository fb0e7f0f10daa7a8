import { basename, join, resolve } from 'node:path'
import { assess as assessSeries } from '../../assessment/assessment.js'
import { attributeGain } from '../../assessment/attribution/gain-attribution.js'
import { baselinesOf } from '../../assessment/baselines/baselines.js'
import { loadClassifier, type Classifier } from '../../classifier/classifier-files.js'
import { hasExits, isDecidedInCandles, type ExitRules } from '../../core/exit-rules.js'
import type { Market } from '../../core/market.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import { RequestError } from '../../core/request-error.js'
import type { Target } from '../../targets/target.js'
import { takerFee, type WorkspaceContext } from '../context.js'
import { recordCell } from '../ledger/record-cell.js'
import { requireOpenSeries, requireOpenSet } from '../ledger/require-open-sets.js'
import { resolveExits } from '../resolve-exits.js'
import { openDataSources, type DataSources } from '../rows/data-sources.js'
import { fillSeries, marketAmong, type FillRequest } from '../rows/fill-series.js'
import { requireDevice } from '../train/device.js'
import { learnBaselines } from './baselines/learned-baselines.js'
import { compareClassifiers } from './compare-classifiers.js'
import { featureImportance } from './feature-importance.js'
import { readPredictions } from './predictions.js'
import { resolveAssess } from './resolve-assess.js'
import { type AssessRequest, type ResolvedAssessRequest } from './request.js'
import type { AssessResult, ScoredRows } from './result.js'
import { scoreClassifier, type ScoreRequest } from './score-classifier.js'
import { assessVerdict } from './verdict.js'

/**
 * Assesses the scores of a classifier on one of its sets, or those of a file, at all thresholds; one cell is looked at in detail:
 * that of the request, else the one that the validation set chose, else the best. Throws RequestError for what contradicts
 * itself, UserError where there is nothing to assess.
 */
export async function assess(request: AssessRequest, context: WorkspaceContext): Promise<AssessResult> {
  const resolved = resolveAssess(request, context)
  const scores = withCell(await loadScores(resolved, context), resolved)
  const { series, cell, candles, history, exits } = scores
  const source = hasExits(exits) ? { ...scores.source, exits } : scores.source
  const trading = { fee: takerFee(context), exits }
  const assessment = assessSeries(series, {
    ...trading,
    seed: resolved.seed,
    ...(cell ? { cell } : {}),
    hindsight: isHindsight(source),
  })
  await recordAssessedCell({ assessment, source, history }, exits, context)
  const verdict = await assessVerdict(
    { ...scores, source, cell: assessment.cell, trading, seed: resolved.seed },
    context,
  )
  const attribution = attributeGain(assessment.bases, {
    rule: { ...assessment.cell, ...trading },
    ...scores.calibration,
    orders: source.fills && { stake: source.fills.stake, volumes: scores.volumes ?? new Map() },
  })
  const baselines = baselinesOf(series, { ...scores, ...source, ...scores.calibration, trading })
  const result = {
    gain: assessment.overall.gain,
    verdict,
    assessment,
    source,
    candles,
    history,
    calibration: scores.calibration,
    attribution,
    baselines,
  }
  const { classifier, against } = resolved
  const importance =
    resolved.importance && classifier !== undefined
      ? await featureImportance(
          {
            ...resolved,
            folder: folderOfClassifier(classifier, context),
            series,
            rule: { ...assessment.cell, ...trading },
            atEvents: scores.calibration?.atEvents ?? false,
          },
          context,
        )
      : undefined
  const withImportance = { ...result, ...(importance && { importance }) }
  if (against.length === 0) return withImportance
  const comparison = await compareClassifiers(
    {
      ...resolved,
      scores: { series, source },
      cell: assessment.cell,
      trading,
      load: (other) => loadScores({ ...resolved, classifier: other, baselines: false }, context),
    },
    context,
  )
  return { ...withImportance, comparison }
}

/** Each cell that was looked at counts, before anybody sees what it gained. */
function recordAssessedCell(
  { assessment, source, history }: Pick<AssessResult, 'assessment' | 'source' | 'history'>,
  exits: ExitRules,
  context: WorkspaceContext,
): Promise<void> {
  return recordCell(
    {
      ...assessment.cell,
      classifier: source.name,
      set: source.set ?? 'predictions',
      selectedBy: source.cellChosenBy,
      epochs: history.length,
      series: assessment.bases.map(({ series }) => series),
      exits,
    },
    context,
  )
}

/** Whether the rows that are assessed chose the cell themselves. */
function isHindsight({ cellChosenBy, set }: AssessResult['source']): boolean {
  return cellChosenBy === 'hindsight' || (cellChosenBy === 'validation' && set === 'validation')
}

function folderOfClassifier(nameOrFolder: string, { workspace }: WorkspaceContext): string {
  if (isClassifierPath(nameOrFolder)) return resolve(workspace.directory, nameOrFolder)
  return join(workspace.classifierFolder, nameOrFolder)
}

/** Whether a classifier is meant by the path of its folder, not by its name. */
export function isClassifierPath(classifier: string): boolean {
  return /[/\\]|^\.+$/.test(classifier)
}

async function loadScores(request: ResolvedAssessRequest, context: WorkspaceContext): Promise<ScoredRows> {
  const { classifier, predictions = '', openTestSet } = request
  const { directory, config } = context.workspace
  const { trading } = config
  const bases = request.bases.map((name) => name.toLowerCase())
  if (classifier === undefined) {
    const exits = resolveExits({ request, trading })
    if (isDecidedInCandles(exits))
      throw new RequestError(
        '{exitTrigger} high-low needs candles, and a predictions file brings only closes; take {exitTrigger} close',
      )
    const read = await readPredictions(resolve(directory, predictions), bases, context.signal)
    await requireOpenSeries(read.series, { look: 'assess', subject: read.source.name, openTestSet }, context)
    return { ...read, exits }
  }
  return loadClassifierScores({ ...request, classifier, bases }, context)
}

async function loadClassifierScores(
  request: ResolvedAssessRequest & { readonly classifier: string },
  context: WorkspaceContext,
): Promise<ScoredRows> {
  const { set = 'validation', bases, device, fills, stake, impact, openTestSet } = request
  const folder = folderOfClassifier(request.classifier, context)
  await requireDevice(device)
  const sources = openDataSources(context)
  try {
    const classifier = await loadClassifier(folder)
    const name = basename(folder)
    const { description } = classifier
    await requireOpenSet({ look: 'assess', name, description, set, bases, openTestSet }, sources.candles, context)
    const { trading } = context.workspace.config
    const exitsOf = (target: Target): ExitRules => resolveExits({ request, trading, target })
    const scoreRequest = { name, classifier, set, bases, device, exitsOf }
    const score = async (wanted: ScoreRequest, warn: (line: string) => void): Promise<ScoredRows> => {
      const scores = await scoreClassifier(wanted, sources, warn)
      return fills === 'close' ? scores : fillScores(scores, classifier, { stake, impact }, sources)
    }
    const scores = await score(scoreRequest, (line) => context.log(`note: ${line}`))
    const selection = set === 'test' ? await scoreSelection(scoreRequest, score, sources, context) : undefined
    const filled = { ...scores, ...(selection && { selection }) }
    if (!request.baselines) return filled
    return { ...filled, learned: await learnBaselines({ request: scoreRequest, ...filled }, sources, context) }
  } finally {
    await sources.stopThreads()
  }
}

/** The scores of the validation set, which selected the thresholds; undefined where it has no rows, or is sealed by now. */
async function scoreSelection(
  request: ScoreRequest,
  score: (request: ScoreRequest, warn: (line: string) => void) => Promise<ScoredRows>,
  { candles }: DataSources,
  context: WorkspaceContext,
): Promise<readonly ScoredSeries[] | undefined> {
  const { name, classifier, bases } = request
  const look = {
    look: 'assess',
    name,
    description: classifier.description,
    set: 'validation',
    bases,
    openTestSet: false,
  } as const
  try {
    await requireOpenSet(look, candles, context)
    const { series } = await score({ ...request, set: 'validation' }, () => {})
    return series
  } catch (error) {
    if (error instanceof RequestError) return undefined
    throw error
  }
}

async function fillScores(
  scores: ScoredRows,
  { description }: Classifier,
  request: FillRequest,
  sources: DataSources,
): Promise<ScoredRows> {
  const marketOf = (base: string): Market => marketAmong(description.bases, base)
  const { assumptions, ...filled } = await fillSeries(scores.series, marketOf, request, sources)
  return { ...scores, ...filled, source: { ...scores.source, fills: assumptions } }
}

function withCell(scores: ScoredRows, { buy, sell }: ResolvedAssessRequest): ScoredRows {
  if (buy === undefined || sell === undefined) return scores
  return {
    ...scores,
    cell: { buyThreshold: buy, sellThreshold: sell },
    source: { ...scores.source, cellChosenBy: 'option' },
  }
}
