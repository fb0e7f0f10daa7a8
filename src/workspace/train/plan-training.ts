import { join, resolve } from 'node:path'
import { completeLearning, type Learning } from '../../classifier/learning.js'
import { parseRequest, resolveRequest, type Source } from '../../config/resolve-request.js'
import { selectionLayer } from '../../config/fill-fields.js'
import { learningSchema } from '../../config/training-fields.js'
import { UserError } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { entryOf } from '../../definitions/catalog.js'
import { netCatalog } from '../../nets/catalog.js'
import { planNet } from '../../nets/plan/plan-net.js'
import { windowOf, type Layer, type Net, type NetParams } from '../../nets/net.js'
import type { WorkspaceFolder } from '../context.js'
import type { WorkspaceSources } from '../rows/data-sources.js'
import {
  lookUpDefinitions,
  planRows,
  resolveBasesAndSets,
  type RowDefinitions,
  type RowPlan,
} from '../rows/plan-rows.js'
import { findMonitor, type Monitor } from './monitor.js'
import { trainSchema, type ResolvedTrainRequest, type TrainRequest } from './request.js'

/** A training with all names looked up and everything decided. */
export interface TrainingPlan extends RowPlan {
  readonly request: ResolvedTrainRequest
  /** Where each value of the request came from. */
  readonly sources: Readonly<Record<string, Source>>
  /** Folder of the classifier; its last part is the classifier's name. */
  readonly folder: string
  readonly net: Net
  readonly params: NetParams
  readonly layers: readonly Layer[]
  readonly learning: Learning
  readonly monitor: Monitor
}

/** Looks everything up. Throws UserError for what is not there, does not fit together, or failed its check. */
export async function planTraining(
  request: TrainRequest,
  workspace: WorkspaceFolder,
  sources: WorkspaceSources,
): Promise<TrainingPlan> {
  const { directory, config } = workspace
  const asked = parseRequest(trainSchema, request)
  const definitions = await lookUpDefinitions(asked, directory)
  const basesAndSets = await resolveBasesAndSets(asked, workspace, sources)
  const net = await findNet(asked.net, directory)
  const { params, layers } = planLayers(net, asked.params, definitions)
  const resolved = resolveRequest(trainSchema, [
    { source: 'call', values: { ...request, params } },
    { source: 'net', values: { ...net.learning?.(params) } },
    { source: 'config', values: config.training, nameOf: (key) => `training.${key}` },
    selectionLayer(config),
  ])
  const { classes } = definitions.target.value
  const rows = await planRows(resolved.request, definitions, basesAndSets, windowOf(net, params), {
    workspace,
    sources,
  })
  return {
    ...rows,
    ...resolved,
    folder: classifierFolder(resolved.request, defaultClassifierName(resolved.request), workspace),
    net,
    params,
    layers,
    learning: resolveLearning(resolved, classes),
    monitor: await findMonitor(resolved.request.monitor, resolved.request.select, directory),
  }
}

/** Folder of the classifier that a request names, or of the default name. Throws RequestError where it names two. */
export function classifierFolder(
  { name, out }: { readonly name?: string | undefined; readonly out?: string | undefined },
  defaultTo: string,
  { directory, classifierFolder: folder }: WorkspaceFolder,
): string {
  if (name !== undefined && out !== undefined)
    throw new RequestError('{name} and {out} exclude each other; leave one of them out')
  return out === undefined ? join(folder, name ?? defaultTo) : resolve(directory, out)
}

/** Name of a classifier where a request names none. */
export function defaultClassifierName({
  net,
  features,
  target,
  events,
  seed,
}: Pick<ResolvedTrainRequest, 'net' | 'features' | 'target' | 'events' | 'seed'>): string {
  return [net, features, target, events ?? [], seed].flat().join('-')
}

/** The net of that id. Throws UserError where there is none. */
export async function findNet(id: string, workspace: string): Promise<Net> {
  return entryOf(await netCatalog({ workspace, id }), 'net', id).value
}

/** The layers of a net for these definitions, and all its parameters. Throws UserError where they do not fit. */
export function planLayers(
  net: Net,
  given: NetParams | undefined,
  { features, target }: Pick<RowDefinitions, 'features' | 'target'>,
): { readonly params: NetParams; readonly layers: readonly Layer[] } {
  const inputs = inputNames(features.value).length
  const params = completeParams(net, inputs, given)
  return { params, layers: buildLayers(net, params, inputs, target.value.classes.length) }
}

function completeParams(net: Net, inputs: number, given: NetParams = {}): NetParams {
  const params = { ...net.defaults(inputs), ...given }
  const known = new Set([...Object.keys(net.defaults(inputs)), ...Object.keys(net.searchSpace(inputs))])
  const unknown = Object.keys(given).find((name) => !known.has(name))
  if (unknown === undefined) return params
  throw new UserError(`net ${net.id} has no parameter ${unknown}; there are ${[...known].join(', ')}`)
}

/** Throws UserError where they do not fit: better told now than after hours of computing features. */
function buildLayers(net: Net, params: NetParams, inputs: number, classes: number): readonly Layer[] {
  const layers = net.build(params, inputs, classes)
  try {
    planNet(layers, inputs, classes, windowOf(net, params))
  } catch (error) {
    throw error instanceof UserError ? new UserError(`net ${net.id}: ${error.message}`) : error
  }
  return layers
}

function resolveLearning(
  { request, sources }: { request: ResolvedTrainRequest; sources: Readonly<Record<string, Source>> },
  classes: readonly string[],
): Learning {
  const learning = completeLearning(learningSchema.strip().parse(request), (key) => sources[key] === 'call', classes)
  if (learning.classWeights && request.sampling === 'weighted') {
    throw new UserError('sampling weighted makes class weights itself; give them with sampling balanced or natural')
  }
  return learning
}
