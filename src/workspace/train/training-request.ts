import type { CheckStatus } from '../../classifier/description.js'
import { resolveLearning, type Learning } from '../../classifier/learning.js'
import type { SelectionRule } from '../../classifier/select-epoch.js'
import { entryOf, type CatalogEntry } from '../../definitions/catalog.js'
import { UserError } from '../../core/errors.js'
import { trainingSchema, type Device, type LearningOptions } from '../../config/learning-schema.js'
import type { Base } from '../../config/markets.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { eventCatalog } from '../../datasets/event-catalog.js'
import type { EventSampler } from '../../datasets/event-sampler.js'
import type { Sampling } from '../../datasets/sampling.js'
import type { ScalerKind } from '../../datasets/scaler.js'
import { defaultEmbargo, type RowReach } from '../../datasets/set-rows.js'
import type { SetType, SplitSets } from '../../datasets/split-sets.js'
import { calendarOf } from '../../core/market-calendar.js'
import { featureCatalog } from '../../features/catalog.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { netCatalog } from '../../nets/catalog.js'
import { planNet } from '../../nets/plan/plan-net.js'
import { windowOf, type Layer, type Net, type NetParams } from '../../nets/net.js'
import { targetCatalog } from '../../targets/catalog.js'
import type { Target } from '../../targets/target.js'
import type { CatalogDefinition } from '../check/catalog-definitions.js'
import { bestBy, type BestBy } from './best-by.js'
import { withSourceHash, type HashedDefinition } from '../../definitions/hashed-definition.js'
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
  readonly select: SelectionRule
  /** Default `balanced`. */
  readonly sampling?: Sampling | undefined
  /** Laid over what the net has for itself, and that over the configuration. */
  readonly learning?: LearningOptions | undefined
  /** What the kept epoch is chosen by: `gain`, `loss` or `metric:NAME`. Default: the configuration's. */
  readonly best?: string | undefined
  /** Threads inside one step. Default: the configuration's. */
  readonly threads?: number | undefined
  /** Default: the configuration's. */
  readonly device?: Device | undefined
  /** Megabytes of training rows above which they are mapped from a file. Default: the configuration's. */
  readonly memory?: number | undefined
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
  readonly features: HashedDefinition<FeatureSet>
  readonly target: HashedDefinition<Target>
  readonly events?: HashedDefinition<EventSampler> | undefined
  readonly net: Net
  readonly params: NetParams
  readonly layers: readonly Layer[]
  /** Minutes that the net looks at. */
  readonly window: number
  readonly learning: Learning
  /** What the kept epoch is chosen by. */
  readonly best: BestBy
  readonly threads: number
  readonly device: Device
  /** Megabytes of training rows above which they are mapped from a file. */
  readonly memory: number
  /** Megabytes of such files that are kept. */
  readonly disk: number
  readonly reach: RowReach
  /** What is known of the soundness of each. */
  readonly checks: DefinitionChecks
}

export interface DefinitionChecks {
  readonly features: CheckStatus
  readonly target: CheckStatus
  readonly events?: CheckStatus
}

/** Where definitions come from, and who vouches for them. */
export interface PlanningOptions {
  readonly workspace?: string
  /** What holds where neither the request nor the net says otherwise. */
  readonly config?: Pick<WorkspaceConfig, 'training'>
  readonly checkStatus?: (definition: CatalogDefinition) => Promise<CheckStatus>
}

/** Looks everything up. Throws UserError for what is not there, does not fit together, or is not sound. */
export async function planTraining(request: TrainingRequest, options: PlanningOptions): Promise<TrainingPlan> {
  const definitions = await lookUpDefinitions(request, options.workspace)
  requireRanges(request.sets)
  const nets = await netCatalog({ workspace: options.workspace, id: request.net })
  const net = entryOf(nets, 'net', request.net).value
  const { features, target } = definitions
  const inputs = inputNames(features.value).length
  const params = paramsOf(net, inputs, request.params)
  const window = windowOf(net, params)
  const layers = layersOf(net, params, inputs, target.value.classes.length)
  const learning = await planLearning(request, net, params, target.value.classes, options)
  return {
    request,
    net,
    params,
    layers,
    window,
    ...learning,
    ...(await planData(request, definitions, window, options)),
  }
}

/** Throws UserError where they do not fit: better told now than after hours of computing features. */
function layersOf(net: Net, params: NetParams, inputs: number, classes: number): readonly Layer[] {
  const layers = net.build(params, inputs, classes)
  try {
    planNet(layers, inputs, classes, windowOf(net, params))
  } catch (error) {
    throw error instanceof UserError ? new UserError(`net ${net.id}: ${error.message}`) : error
  }
  return layers
}

type LearningPlan = Pick<TrainingPlan, 'learning' | 'best' | 'threads' | 'device' | 'memory' | 'disk'>

/** How to learn: as the request says, else the net, else the configuration. */
async function planLearning(
  request: TrainingRequest,
  net: Net,
  params: NetParams,
  classes: readonly string[],
  { workspace, config }: PlanningOptions,
): Promise<LearningPlan> {
  const { best, threads, device, memory, disk, ...general } = trainingSchema.parse(config?.training ?? {})
  const own = net.learning?.(params) ?? {}
  const learning = resolveLearning(request.learning ?? {}, [general, own], classes)
  if (learning.classWeights && request.sampling === 'weighted') {
    throw new UserError('sampling weighted makes class weights itself; give them with sampling balanced or natural')
  }
  return {
    learning,
    best: await bestBy(request.best ?? best, request.select, workspace),
    threads: request.threads ?? threads,
    device: request.device ?? device,
    memory: request.memory ?? memory,
    disk,
  }
}

/** What data to learn from, by names. */
export type DataRequest = Pick<TrainingRequest, 'bases' | 'features' | 'target' | 'events' | 'sets' | 'embargo'>

/** The definitions of a request, found but not checked yet. */
export interface Definitions {
  readonly features: HashedDefinition<FeatureSet>
  readonly target: HashedDefinition<Target>
  readonly events?: HashedDefinition<EventSampler> | undefined
  /** Tells what is known of the soundness of each. */
  readonly checks: (options: PlanningOptions) => Promise<DefinitionChecks>
}

/** Throws UserError for what is not there, and for a target that nothing can be chosen by. */
export async function lookUpDefinitions(request: DataRequest, workspace: string | undefined): Promise<Definitions> {
  const featureEntry = entryOf(
    await featureCatalog({ workspace, id: request.features }),
    'feature set',
    request.features,
  )
  const targetEntry = entryOf(await targetCatalog({ workspace, id: request.target }), 'target', request.target)
  const eventEntry = await samplerEntry(request.events, workspace)
  const [features, target] = [await withSourceHash(featureEntry), await withSourceHash(targetEntry)]
  const events = eventEntry && (await withSourceHash(eventEntry))
  requireTradeClasses(target.value)
  return { features, target, events, checks: (options) => checksOf(featureEntry, targetEntry, eventEntry, options) }
}

/** Definitions with what they mean for the rows of the sets, for a net that looks at `window` minutes. */
export async function planData(
  request: DataRequest,
  { features, target, events, checks }: Definitions,
  window: number,
  options: PlanningOptions,
): Promise<Pick<TrainingPlan, 'features' | 'target' | 'events' | 'reach' | 'checks'>> {
  const history = Math.max(features.value.history + window - 1, events?.value.history ?? 0)
  const reach = reachOf(request, history, target.value)
  return { features, target, events, reach, checks: await checks(options) }
}

async function checksOf(
  features: CatalogEntry<FeatureSet>,
  target: CatalogEntry<Target>,
  events: CatalogEntry<EventSampler> | undefined,
  { checkStatus = () => Promise.resolve('shipped') }: PlanningOptions,
): Promise<DefinitionChecks> {
  return {
    features: await checkStatus({ kind: 'features', entry: features }),
    target: await checkStatus({ kind: 'targets', entry: target }),
    ...(events && { events: await checkStatus({ kind: 'events', entry: events }) }),
  }
}

function reachOf({ bases, embargo }: DataRequest, featureHistory: number, target: Target): RowReach {
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
): Promise<HashedDefinition<EventSampler> | undefined> {
  const entry = await samplerEntry(id, workspace)
  return entry && withSourceHash(entry)
}

async function samplerEntry(
  id: string | undefined,
  workspace: string | undefined,
): Promise<CatalogEntry<EventSampler> | undefined> {
  return id === undefined ? undefined : entryOf(await eventCatalog({ workspace, id }), 'event sampler', id)
}

function paramsOf(net: Net, inputs: number, given: NetParams): NetParams {
  const params = { ...net.defaults(inputs), ...given }
  const known = new Set([...Object.keys(net.defaults(inputs)), ...Object.keys(net.searchSpace(inputs))])
  const unknown = Object.keys(given).find((name) => !known.has(name))
  if (unknown === undefined) return params
  throw new UserError(`net ${net.id} has no parameter ${unknown}; there are ${[...known].join(', ')}`)
}

/** Throws UserError where a set that is needed has no range. */
export function requireRanges(sets: SplitSets, types: readonly SetType[] = ['training', 'validation']): void {
  for (const type of types) {
    if (sets[type].length > 0) continue
    throw new UserError(
      `the sets have no ${type} range: training needs it; add a line such as: ${type},2023-08-01,2023-09-30`,
    )
  }
}
