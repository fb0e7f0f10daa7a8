import { basename } from 'node:path'
import { saveClassifier } from '../../classifier/classifier-files.js'
import type { ClassifierDescription } from '../../classifier/description.js'
import type { EpochReport } from '../../classifier/fit-options.js'
import {
  countRows,
  readFirstRows,
  scoreRows,
  type ExpandedScoringRows,
  type ScoringRows,
} from '../../classifier/score-rows.js'
import type { SelectionRule } from '../../classifier/select-epoch.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import type { FillRules } from '../../core/fill-rules.js'
import { CancelledError, UserError } from '../../core/errors.js'
import type { Sampling } from '../../datasets/sampling.js'
import type { OnnxModel } from '../../nets/import/import-onnx-model.js'
import {
  detectOutputActivation,
  type SampleRows,
  type ResolvedNet,
} from '../../nets/import/detect-output-activation.js'
import { openScorer } from '../../nets/scorer.js'
import { describeData, selectionOf, type LearnedData } from './describe-training.js'
import type { WorkspaceContext } from '../context.js'
import { recordFit } from '../ledger/record-fit.js'
import { scoreSampleApart } from '../files/read-net.js'
import type { UnscoredSeries } from '../rows/labelled-series.js'
import type { TrainResult } from './result.js'
import { evaluateOnValidation, scoreFrames } from './evaluate-on-validation.js'

/** A net that another program trained, and how it is to become a classifier here. */
export interface ImportedModel {
  readonly net: OnnxModel
  readonly origin: Pick<NonNullable<ClassifierDescription['origin']>, 'kind' | 'source' | 'hash' | 'format'>
  readonly data: LearnedData
  /** The validation rows of each base with its scaler, and what they are judged by, in the same order. */
  readonly rows: readonly (ScoringRows | ExpandedScoringRows)[]
  readonly frames: readonly UnscoredSeries[]
  readonly scaler: ClassifierDescription['scaler']
  readonly sampling: Sampling
  readonly select: SelectionRule
  /** What the frames are filled by. */
  readonly fills: FillRules
  readonly seed: number
  readonly fee: number
  /** Folder of the classifier. */
  readonly folder: string
  readonly context: WorkspaceContext
}

/** Rows of the validation set that a net is tried on first. */
const SAMPLE_ROWS = 256

/**
 * Scores the validation set with the net, chooses thresholds as a training would, and saves it as a classifier of ours. Throws
 * UserError where its outputs are not what they should be; nothing is saved then.
 */
export async function registerImportedModel(imported: ImportedModel): Promise<TrainResult> {
  const { net, data, folder, select } = imported
  const resolved = await detectOutputActivation(net, sampleOf(imported), scoreSampleApart(imported.context.signal))
  const started = {
    trainer: imported.origin.kind,
    isResumed: false,
    net: netName(imported),
    params: {},
    seed: imported.seed,
  }
  const recorded = await recordFit({ plan: data.plan, folder, ...started }, imported.context)
  const { report, series } = await evaluateNet(imported, resolved)
  const description: ClassifierDescription = {
    net: { id: netName(imported), version: 1, params: {} },
    ...describeData(data),
    scaler: imported.scaler,
    training: { seed: imported.seed, fee: imported.fee, sampling: imported.sampling, stopped: 'epochs' },
    selection: selectionOf(report, select, imported.fills),
    history: [report],
    origin: {
      ...imported.origin,
      producer: net.producer,
      output: resolved.form,
      columns: [...net.columns],
      assumed: [...net.assumed, ...resolved.assumed],
    },
  }
  await saveClassifier(folder, { description, model: resolved.model })
  await recorded.finish({ best: report, selection: description.selection, epochs: 1, series })
  const sets = [...data.training, ...data.validation]
  const classifier = { name: basename(folder), folder, description }
  return { classifier, epochs: [report], stopped: 'epochs', saved: true, sets }
}

function netName({ origin }: ImportedModel): string {
  return origin.format === 'keras' ? 'Keras' : 'ONNX'
}

/** The first rows of the first base that has any. */
function sampleOf({ net, rows }: ImportedModel): SampleRows {
  const found = rows.find((part) => countRows(part) > 0)
  if (!found) throw new UserError('the validation set has no rows to try the net on; change the sets')
  const sample = readFirstRows(found, net.window, SAMPLE_ROWS)
  return { features: sample.features, rows: sample.count, ...found.scaler }
}

/** The only epoch that is known here: its loss is that of the validation set. */
async function evaluateNet(
  imported: ImportedModel,
  { model }: ResolvedNet,
): Promise<{ readonly report: EpochReport; readonly series: readonly ScoredSeries[] }> {
  const { rows, frames, fee, seed } = imported
  const { progress, signal } = imported.context
  const scorer = await openScorer(model)
  try {
    const scores: Float32Array[] = []
    for (const [index, part] of rows.entries()) {
      const task = progress.start(`score ${frames[index]?.base ?? 'rows'}`, countRows(part), 'rows')
      const onChunk = (done: number): void => {
        task.update(done)
        if (signal.aborted) throw new CancelledError('nothing was saved')
      }
      scores.push(await scoreRows(scorer, part, onChunk).finally(() => task.end()))
    }
    refuseNonFinite(scores, imported.net.label)
    const result = evaluateOnValidation(frames, fee, seed)(scores)
    return {
      report: { epoch: 1, loss: result.validation?.loss ?? 0, ...result },
      series: scoreFrames(frames, scores),
    }
  } finally {
    await scorer.close()
  }
}

function refuseNonFinite(scores: readonly Float32Array[], label: string): void {
  if (scores.every((values) => values.every(Number.isFinite))) return
  throw new UserError(`${label} gives scores that are no numbers on some rows of the validation set; see its scaler`)
}
