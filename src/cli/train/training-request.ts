import { entryOf } from '../../core/catalog.js'
import { UserError } from '../../core/errors.js'
import type { Base } from '../../config/markets.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { eventCatalog } from '../../datasets/event-catalog.js'
import type { EventSampler } from '../../datasets/event-sampler.js'
import type { ScalerKind } from '../../datasets/scaler.js'
import { defaultEmbargo, type RowReach } from '../../datasets/set-rows.js'
import type { SplitSets } from '../../datasets/split-sets.js'
import { calendarOf } from '../../core/market-calendar.js'
import { featureCatalog } from '../../features/catalog.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { netCatalog } from '../../nets/catalog.js'
import type { Layer, Net, NetParams } from '../../nets/net.js'
import { targetCatalog } from '../../targets/catalog.js'
import type { Target } from '../../targets/target.js'
import { sourced, type Sourced } from './load-base.js'
import { requireTradeClasses } from './validation-judge.js'

/** What to train, by names. */
export interface TrainingRequest {
  readonly bases: readonly Base[]
  readonly features: string
  readonly target: string
  /** Event sampler that chooses the minutes to train on and to decide in; default: every minute. */
  readonly events?: string | undefined
  readonly net: string
  /** Laid over the net's defaults. */
  readonly params: NetParams
  readonly scaler: ScalerKind
  readonly sets: SplitSets
  readonly seed: number
  readonly batchSize: number
  readonly epochs: number
  readonly patience: number
  /** Default: a day, or the target's horizon where that is longer. */
  readonly embargo?: number | undefined
  /** Folder of the classifier; its last part is the classifier's name. */
  readonly folder: string
  /** Whether a classifier that was made by other settings may be replaced. */
  readonly overwrite: boolean
}

/** The request with the names resolved. */
export interface TrainingPlan {
  readonly request: TrainingRequest
  readonly features: Sourced<FeatureSet>
  readonly target: Sourced<Target>
  readonly events?: Sourced<EventSampler> | undefined
  readonly net: Net
  readonly params: NetParams
  readonly layers: readonly Layer[]
  readonly reach: RowReach
}

/** Looks everything up. Throws UserError for what is not there or does not fit together. */
export async function planTraining(request: TrainingRequest, workspace: string | undefined): Promise<TrainingPlan> {
  const featureSets = await featureCatalog({ workspace, id: request.features })
  const targets = await targetCatalog({ workspace, id: request.target })
  const nets = await netCatalog({ workspace, id: request.net })
  const features = await sourced(entryOf(featureSets, 'feature set', request.features))
  const target = await sourced(entryOf(targets, 'target', request.target))
  const events = await samplerOf(request.events, workspace)
  const net = entryOf(nets, 'net', request.net).value
  requireTradeClasses(target.value)
  requireRanges(request.sets)
  const inputs = inputNames(features.value).length
  const params = paramsOf(net, inputs, request.params)
  return {
    request,
    features,
    target,
    events,
    net,
    params,
    layers: net.build(params, inputs, target.value.classes.length),
    reach: reachOf(request, Math.max(features.value.history, events?.value.history ?? 0), target.value),
  }
}

function reachOf({ bases, embargo }: TrainingRequest, featureHistory: number, target: Target): RowReach {
  const [first] = bases
  if (!first) throw new UserError('no base to train on; import candles with: followupward import FILE')
  return {
    featureHistory,
    labelHistory: target.history,
    labelHorizon: target.horizon,
    embargo: embargo ?? defaultEmbargo(target.horizon, calendarOf(first.market).interval),
  }
}

/** Looks up an event sampler; undefined where none is named. */
export async function samplerOf(
  id: string | undefined,
  workspace: string | undefined,
): Promise<Sourced<EventSampler> | undefined> {
  if (id === undefined) return undefined
  return sourced(entryOf(await eventCatalog({ workspace, id }), 'event sampler', id))
}

function paramsOf(net: Net, inputs: number, given: NetParams): NetParams {
  const params = { ...net.defaults(inputs), ...given }
  const known = new Set([...Object.keys(net.defaults(inputs)), ...Object.keys(net.searchSpace(inputs))])
  const unknown = Object.keys(given).find((name) => !known.has(name))
  if (unknown === undefined) return params
  throw new UserError(`net ${net.id} has no parameter ${unknown}; there are ${[...known].join(', ')}`)
}

function requireRanges(sets: SplitSets): void {
  for (const type of ['training', 'validation'] as const) {
    if (sets[type].length > 0) continue
    throw new UserError(
      `the sets have no ${type} range: training needs it; add a line such as: ${type},2023-08-01,2023-09-30`,
    )
  }
}
