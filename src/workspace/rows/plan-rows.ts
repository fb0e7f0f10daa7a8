import { z } from 'zod'
import type { CheckStatus } from '../../classifier/description.js'
import { baseName } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'
import { chooseBases, type Base } from '../../config/markets.js'
import { UserError } from '../../core/errors.js'
import { calendarOf } from '../../core/market.js'
import { eventCatalog } from '../../datasets/event-catalog.js'
import type { EventSampler } from '../../datasets/event-sampler.js'
import { defaultEmbargo, type RowReach } from '../../datasets/set-rows.js'
import type { SetType, SplitSets } from '../../datasets/split-sets.js'
import { entryOf, type CatalogEntry } from '../../definitions/catalog.js'
import { withSourceHash, type HashedDefinition } from '../../definitions/hashed-definition.js'
import { featureCatalog } from '../../features/catalog.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { targetCatalog } from '../../targets/catalog.js'
import { requireTradeClasses, type Target } from '../../targets/target.js'
import { requireChecked } from '../check/require-checked.js'
import type { WorkspaceFolder } from '../context.js'
import type { WorkspaceSources } from './data-sources.js'
import { resolveSplits, splitFields } from './resolve-splits.js'

/** The fields that say what rows a classifier is made from, whoever trains it. */
export const rowFields = {
  features: z.string().min(1).register(fields, { help: 'feature set, such as F2cond20', placeholder: 'id' }),
  target: z.string().min(1).register(fields, { help: 'target, such as T10up5low30min', placeholder: 'id' }),
  events: z.string().min(1).optional().register(fields, {
    help: 'event sampler that chooses the minutes to train on and to decide in, such as Cusum1pct',
    otherwise: 'every minute',
    placeholder: 'id',
  }),
  bases: z.array(baseName).optional().register(fields, {
    help: 'bases, comma separated',
    otherwise: 'those of the workspace, else all that are stored',
    flag: 'base',
  }),
  ...splitFields,
  embargo: z.int().min(0).optional().register(fields, {
    help: 'minutes after a validation or test range that are not trained on',
    otherwise: 'max(horizon, 1440)',
    unit: 'minutes',
  }),
  unchecked: z.boolean().default(false).register(fields, {
    help: 'use features and targets that failed their check, or never had one',
  }),
}

/** What rows to make, by names. */
export type RowRequest = z.output<z.ZodObject<typeof rowFields>>

/** The definitions of a request, found but not checked yet. */
export interface RowDefinitions {
  readonly features: CatalogEntry<FeatureSet>
  readonly target: CatalogEntry<Target>
  readonly events?: CatalogEntry<EventSampler> | undefined
}

/** What is known of the checks of each definition. */
export interface DefinitionChecks {
  readonly features: CheckStatus
  readonly target: CheckStatus
  readonly events?: CheckStatus
}

/** What rows are made from, whoever learns from them. */
export interface RowPlan {
  readonly bases: readonly Base[]
  readonly sets: SplitSets
  readonly features: HashedDefinition<FeatureSet>
  readonly target: HashedDefinition<Target>
  readonly events?: HashedDefinition<EventSampler> | undefined
  /** Minutes that the net looks at; the history of a row includes that of all of them. */
  readonly window: number
  readonly reach: RowReach
  /** Minutes in a row at one price from which on they are not trained on; without it all are. */
  readonly flatMinutes?: number | undefined
  readonly checks: DefinitionChecks
}

/** Throws UserError for what is not there, and for a target whose classes nothing can be traded by. */
export async function lookUpDefinitions(
  { features, target, events }: Pick<RowRequest, 'features' | 'target' | 'events'>,
  workspace: string,
): Promise<RowDefinitions> {
  return {
    features: await findFeatureSet(features, workspace),
    target: await findTradeTarget(target, workspace),
    ...(events !== undefined && { events: await findEvents(events, workspace) }),
  }
}

/** The feature set of that id. Throws UserError where there is none. */
export async function findFeatureSet(id: string, workspace: string): Promise<CatalogEntry<FeatureSet>> {
  return entryOf(await featureCatalog({ workspace, id }), 'feature set', id)
}

/** The target of that id. Throws UserError where there is none, and where nothing can be traded by its classes. */
export async function findTradeTarget(id: string, workspace: string): Promise<CatalogEntry<Target>> {
  const found = entryOf(await targetCatalog({ workspace, id }), 'target', id)
  requireTradeClasses(found.value)
  return found
}

/** The event sampler of that id. Throws UserError where there is none. */
export async function findEvents(id: string, workspace: string | undefined): Promise<CatalogEntry<EventSampler>> {
  return entryOf(await eventCatalog({ workspace, id }), 'event sampler', id)
}

/** The event sampler of that id; undefined where none is named. Throws UserError where there is no such sampler. */
export async function findEventSampler(
  id: string | undefined,
  workspace: string | undefined,
): Promise<HashedDefinition<EventSampler> | undefined> {
  if (id === undefined) return undefined
  return withSourceHash(await findEvents(id, workspace))
}

/** The bases and sets of a request. Throws UserError where a set of `needed` has no range, or there is no base. */
export async function resolveBasesAndSets(
  request: RowRequest,
  { config, directory }: WorkspaceFolder,
  { candles }: Pick<WorkspaceSources, 'candles'>,
  needed: readonly SetType[] = ['training', 'validation'],
): Promise<Pick<RowPlan, 'bases' | 'sets'>> {
  const bases = chooseBases(config, await candles.markets(), lowerCase(request.bases))
  if (bases.length === 0) throw new UserError('no base to train on; import candles with', { remedy: 'data.import' })
  const sets = await resolveSplits(request, bases, { directory, candles })
  requireRanges(sets, needed)
  return { bases, sets }
}

/** Throws UserError where a set of `needed` has no range. */
export function requireRanges(sets: SplitSets, needed: readonly SetType[]): void {
  const empty = needed.find((type) => sets[type].length === 0)
  if (empty === undefined) return
  throw new UserError(
    `the sets have no ${empty} range: training needs it; add a line such as: ${empty},2023-08-01,2023-09-30`,
  )
}

/**
 * What the rows of a request are made from, for a net that looks at `window` minutes. Definitions of the workspace that were
 * never checked are checked first. Throws UserError where one failed, unless the request allows it.
 */
export async function planRows(
  request: RowRequest & Pick<RowPlan, 'flatMinutes'>,
  definitions: RowDefinitions,
  { bases, sets }: Pick<RowPlan, 'bases' | 'sets'>,
  window: number,
  { workspace, sources }: { readonly workspace: WorkspaceFolder; readonly sources: WorkspaceSources },
): Promise<RowPlan> {
  const { features, target, events } = definitions
  const checking = { ...sources, dataFolder: workspace.dataFolder, unchecked: request.unchecked }
  const checks = {
    features: await requireChecked({ kind: 'features', entry: features }, checking),
    target: await requireChecked({ kind: 'targets', entry: target }, checking),
    ...(events && { events: await requireChecked({ kind: 'events', entry: events }, checking) }),
  }
  return {
    bases,
    sets,
    features: await withSourceHash(features),
    target: await withSourceHash(target),
    ...(events && { events: await withSourceHash(events) }),
    window,
    reach: reachOf(request, definitions, bases, window),
    ...(request.flatMinutes !== undefined && { flatMinutes: request.flatMinutes }),
    checks,
  }
}

/** How far around its minute a row of these definitions reads. */
export function reachOf(
  { embargo }: Pick<RowRequest, 'embargo'>,
  { features, target, events }: RowDefinitions,
  bases: readonly Base[],
  window: number,
): RowReach {
  const { history, horizon } = target.value
  const interval = bases[0] ? calendarOf(bases[0].market).interval : 0
  return {
    featureHistory: Math.max(features.value.history + window - 1, events?.value.history ?? 0),
    labelHistory: history,
    labelHorizon: horizon,
    embargo: embargo ?? defaultEmbargo(horizon, interval),
  }
}

function lowerCase(names: readonly string[] = []): string[] {
  return names.map((name) => name.toLowerCase())
}
