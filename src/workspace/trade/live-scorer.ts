import { sha256 } from '../../core/hash.js'
import { entryOf } from '../../definitions/catalog.js'
import { sourceChange } from '../../definitions/hashed-definition.js'
import { sliceCandles, type Candles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { scalerOf, type Classifier } from '../../classifier/classifier-files.js'
import type { Scaler } from '../../datasets/scaler.js'
import type { EventSampler } from '../../datasets/event-sampler.js'
import { featureCatalog, featureRequest } from '../../features/catalog.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { computeLastRows } from '../../features/expand-lags.js'
import { findEventSampler } from '../rows/plan-rows.js'
import { openScorer } from '../../nets/scorer.js'
import { requireFeatureSet } from '../../classifier/predict.js'
import type { ScoreFunction } from '../../trading/trade-options.js'

/** A classifier made ready to score the last of some candles. */
export interface LiveScorer {
  /** Candles before the current one that it needs. */
  readonly history: number
  /** Name of the classifier and the hash of its model, for the book. */
  readonly classifier: { readonly id: string; readonly hash: string }
  readonly score: ScoreFunction
  /** The hash of the source of the feature set as it is now. */
  readonly sourceHash: string
  /** What to tell where the source of the feature set is not that of the training any more. */
  readonly changed: string | undefined
  close(): Promise<void>
}

/**
 * Composes a classifier with its feature set, computed live on the last candles by the same code as in training. Throws
 * UserError where a base has no scaler, or the feature set is not the one that the classifier was trained on. The set may be
 * one of the workspace in that folder.
 */
export async function openLiveScorer(
  id: string,
  classifier: Classifier,
  bases: readonly string[],
  workspace?: string,
): Promise<LiveScorer> {
  const { description, model } = classifier
  const sets = await featureCatalog({ workspace, id: description.features.id })
  const entry = entryOf(sets, 'feature set', description.features.id)
  const { value: set } = entry
  requireFeatureSet(description, set)
  requireNeededBases(set, bases)
  const scalers = new Map<string, Scaler>(bases.map((base) => [base, scalerOf(description, base)]))
  const sampler = (await findEventSampler(description.events?.id, workspace))?.value
  const index = classIndices(description.classes)
  const { sourceHash } = await featureRequest(entry)
  const scorer = await openScorer(model)
  return {
    sourceHash,
    changed: sourceChange(set.id, id, description.features.sourceHash, sourceHash),
    history: Math.max(set.history + scorer.window - 1, sampler?.history ?? 0),
    classifier: { id, hash: sha256(model) },
    score: async (base, candles) => {
      const scaler = scalers.get(base)
      if (!scaler) return 'the classifier has no scaler for this base'
      if (sampler && !isLastAnEvent(sampler, candles)) return { hold: 1, buy: 0, sell: 0 }
      const absent = set.needs?.find((need) => !isAligned(candles, candles.others?.get(need)))
      if (absent !== undefined) return `the features need the last candles of ${absent} too, which are not there`
      const features = computeLastRows(set, candles, scorer.window)
      if (!features.every(Number.isFinite)) return 'a feature is not a number'
      const scores = await scorer.score(features, 1, scaler.center, scaler.scale)
      if (!scores.every(Number.isFinite)) return 'a score is not a number'
      return { hold: scores[index.hold] ?? 0, buy: scores[index.buy] ?? 0, sell: scores[index.sell] ?? 0 }
    },
    close: () => scorer.close(),
  }
}

/** Candles are at hand live of the bases that are traded. */
function requireNeededBases({ id, needs = [] }: FeatureSet, bases: readonly string[]): void {
  const absent = needs.find((need) => !bases.includes(need))
  if (absent === undefined) return
  throw new RequestError(`${id} needs candles of ${absent}: trade on it too ({bases}), or train on other features`)
}

/** Whether it is to be decided on the last of these candles. */
function isLastAnEvent(sampler: EventSampler, candles: Candles): boolean {
  const { rows } = candles.grid
  return sampler.events(sliceCandles(candles, rows - 1 - sampler.history, sampler.history + 1))[0] === 1
}

function isAligned({ grid }: Candles, other: Candles | undefined): boolean {
  return other?.grid.first === grid.first && other.grid.rows === grid.rows
}

function classIndices(classes: readonly string[]): { hold: number; buy: number; sell: number } {
  const index = { hold: classes.indexOf('hold'), buy: classes.indexOf('buy'), sell: classes.indexOf('sell') }
  if (Object.values(index).includes(-1)) {
    throw new UserError(`the classifier tells ${classes.join(', ')} apart; trading needs hold, buy and sell`)
  }
  return index
}
