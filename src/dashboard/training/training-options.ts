import { join } from 'node:path'
import { metricCatalog } from '../../classifier/metric-catalog.js'
import { SELECTIONS } from '../../classifier/select-epoch.js'
import { OPTIMIZERS, SCHEDULES } from '../../config/training-fields.js'
import { chooseBases } from '../../config/markets.js'
import type { Catalog, CatalogScope } from '../../definitions/catalog.js'
import { UserError, messageOf } from '../../core/errors.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { eventCatalog } from '../../datasets/event-catalog.js'
import { SAMPLINGS } from '../../datasets/sampling.js'
import { SCALER_KINDS } from '../../datasets/scaler.js'
import { SET_TYPES } from '../../datasets/split-sets.js'
import { featureCatalog } from '../../features/catalog.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { netCatalog } from '../../nets/catalog.js'
import type { Net } from '../../nets/net.js'
import type { LineageRange, OfferedNet, OfferedParam, TrainingOptions } from './api.js'
import { listArtefacts } from '../../store/files/artefact-folder.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { targetCatalog } from '../../targets/catalog.js'
import { hasTradeClasses } from '../../targets/target.js'
import { SETS_FILE, readSets } from '../../workspace/rows/resolve-splits.js'
import type { WorkspaceFolder } from '../../workspace/context.js'

/** What a training can be made of now. What cannot be read is told of, and the rest is offered. */
export async function trainingOptions(workspace: WorkspaceFolder): Promise<TrainingOptions> {
  const errors: string[] = []
  const offer = <T>(load: (scope: CatalogScope) => Promise<Catalog<T>>): Promise<Catalog<T>> =>
    loadReadable(load, workspace.directory, errors)
  const features = await offer(featureCatalog)
  const targets = await offer(targetCatalog)
  const events = await offer(eventCatalog)
  const nets = await offer(netCatalog)
  const metrics = await offer(metricCatalog)
  return {
    features: [...features].map(([id, { value, userDefined }]) => ({
      id,
      userDefined,
      columns: inputNames(value).length,
    })),
    targets: [...targets].flatMap(([id, { value, userDefined }]) =>
      hasTradeClasses(value) ? { id, userDefined } : [],
    ),
    events: [...events].map(([id, { userDefined }]) => ({ id, userDefined })),
    nets: [...nets].map(([id, { value, userDefined }]) => ({
      id,
      userDefined,
      params: paramsOf(value, features, errors),
    })),
    bases: await basesOf(workspace, errors),
    sets: await rangesOf(workspace, errors),
    scalers: SCALER_KINDS,
    samplings: SAMPLINGS,
    selections: SELECTIONS,
    metrics: [...metrics].map(([id, { userDefined }]) => ({ id, userDefined })),
    optimizers: OPTIMIZERS,
    schedules: SCHEDULES,
    classifiers: await listArtefacts(workspace.classifierFolder),
    errors,
  }
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
function paramsOf(net: Net, features: Catalog<FeatureSet>, errors: string[]): OfferedNet['params'] {
  try {
    return Object.fromEntries([...features].map(([id, { value }]) => [id, paramsFor(net, inputNames(value).length)]))
  } catch (error) {
    errors.push(messageOf(error))
    return {}
  }
}

function paramsFor(net: Net, inputs: number): OfferedParam[] {
  const space = net.searchSpace(inputs)
  return Object.entries(net.defaults(inputs)).map(([name, value]) => ({ name, value, tries: space[name] ?? [] }))
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
