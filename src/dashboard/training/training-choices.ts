import { join } from 'node:path'
import { metricCatalog } from '../../classifier/metric-catalog.js'
import { chooseBases } from '../../config/markets.js'
import type { Catalog, CatalogScope } from '../../definitions/catalog.js'
import { UserError, messageOf } from '../../core/errors.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { eventCatalog } from '../../datasets/event-catalog.js'
import { SET_TYPES } from '../../datasets/split-sets.js'
import { featureCatalog } from '../../features/catalog.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { netCatalog } from '../../nets/catalog.js'
import type { Net } from '../../nets/net.js'
import type { FormChoice } from '../forms/api.js'
import type { FormKnowledge } from '../forms/form.js'
import type { LineageRange, NetParam, TrainingOptions } from './api.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { targetCatalog } from '../../targets/catalog.js'
import { hasTradeClasses } from '../../targets/target.js'
import { SETS_FILE, readSets } from '../../workspace/rows/resolve-splits.js'
import type { WorkspaceFolder } from '../../workspace/context.js'

/** What a training can be made of. */
export interface TrainingChoices {
  readonly form: FormKnowledge
  readonly options: TrainingOptions
}

/** What a training can be made of now. What cannot be read is told of, and the rest is offered. */
export async function readTrainingChoices(workspace: WorkspaceFolder): Promise<TrainingChoices> {
  const errors: string[] = []
  const load = <T>(catalog: (scope: CatalogScope) => Promise<Catalog<T>>): Promise<Catalog<T>> =>
    loadReadable(catalog, workspace.directory, errors)
  const features = await load(featureCatalog)
  const targets = await load(targetCatalog)
  const events = await load(eventCatalog)
  const nets = await load(netCatalog)
  const metrics = await load(metricCatalog)
  const choices = {
    features: [...features].map(choiceOf),
    target: [...targets].filter(([, { value }]) => hasTradeClasses(value)).map(choiceOf),
    events: [...events].map(choiceOf),
    net: [...nets].map(choiceOf),
    bases: (await basesOf(workspace, errors)).map((name) => ({ id: name, title: name })),
    monitor: [...FIGURES, ...[...metrics].map(choiceOf).map(({ id, title }) => ({ id: `metric:${id}`, title }))],
  }
  const initial = {
    features: preferredId(choices.features, 'F2cond20'),
    target: preferredId(choices.target, 'T10up5low30min'),
    net: preferredId(choices.net, 'MLP'),
  }
  const params = Object.fromEntries([...nets].map(([id, { value }]) => [id, paramsOf(value, features, errors)]))
  return {
    form: { choices, initial, configured: { ...workspace.config.training } },
    options: { params, sets: await rangesOf(workspace, errors), errors },
  }
}

const FIGURES: readonly FormChoice[] = [
  { id: 'gain', title: 'gain' },
  { id: 'loss', title: 'loss' },
]

function choiceOf([id, { userDefined }]: readonly [string, { readonly userDefined: boolean }]): FormChoice {
  return { id, title: userDefined ? `${id} (of this workspace)` : id }
}

/** What newcomers begin with, where it is offered. */
function preferredId(choices: readonly FormChoice[], id: string): string {
  return choices.some((one) => one.id === id) ? id : (choices[0]?.id ?? '')
}

/** A catalog without those of the workspace's own definitions that do not load. */
async function loadReadable<T>(
  load: (scope: CatalogScope) => Promise<Catalog<T>>,
  workspace: string,
  errors: string[],
): Promise<Catalog<T>> {
  try {
    return await load({ workspace })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    errors.push(error.message)
    return load({})
  }
}

/** By feature set: what a net suggests depends on the number of its inputs. */
function paramsOf(net: Net, features: Catalog<FeatureSet>, errors: string[]): Record<string, NetParam[]> {
  try {
    return Object.fromEntries([...features].map(([id, { value }]) => [id, paramsFor(net, inputNames(value).length)]))
  } catch (error) {
    errors.push(messageOf(error))
    return {}
  }
}

function paramsFor(net: Net, inputs: number): NetParam[] {
  const space = net.searchSpace(inputs)
  return Object.entries(net.defaults(inputs)).map(([name, value]) => ({ name, value, searchSpace: space[name] ?? [] }))
}

async function basesOf({ config, dataFolder }: WorkspaceFolder, errors: string[]): Promise<string[]> {
  try {
    const bases = chooseBases(config, await openCandleStore(dataFolder).markets(), [])
    if (bases.length === 0) errors.push('there are no candles yet; import some, or update the history')
    return bases.map(({ name }) => name)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    errors.push(error.message)
    return []
  }
}

async function rangesOf({ directory }: WorkspaceFolder, errors: string[]): Promise<LineageRange[]> {
  try {
    const sets = await readSets(join(directory, SETS_FILE))
    return SET_TYPES.flatMap((set) => sets[set].map(({ from, to }) => ({ set, from, to })))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    errors.push(error.message)
    return []
  }
}
