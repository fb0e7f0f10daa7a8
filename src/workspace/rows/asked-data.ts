import { join, resolve } from 'node:path'
import { chooseBases } from '../../config/markets.js'
import type { SelectionRule } from '../../classifier/select-epoch.js'
import type { Sampling } from '../../datasets/sampling.js'
import type { SetType } from '../../datasets/split-sets.js'
import { requireChecked } from '../check/require-checked.js'
import type { Io } from '../../cli/io.js'
import { openWorkspace, type Workspace } from '../workspace.js'
import type { Adoption } from '../train/adopt-net.js'
import { askedSets, type SetsOptions } from './asked-sets.js'
import { chooseSet, rowsInSet, type ChosenSet } from './chosen-sets.js'
import type { LearnedData } from '../train/describe-training.js'
import { requireFreeDestination } from '../train/destination.js'
import { loadBase, type DataSources, type LoadedBase } from './load-base.js'
import { openSources } from './open-sources.js'
import {
  lookUpDefinitions,
  planData,
  requireRanges,
  type DataRequest,
  type Definitions,
} from '../train/training-request.js'

/** What a command was told about the data of a classifier that another program trains, and where it goes. */
export interface DataOptions extends SetsOptions, Pick<DataRequest, 'features' | 'target' | 'events' | 'embargo'> {
  readonly base: readonly string[]
  readonly sampling: Sampling
  readonly select: SelectionRule
  readonly seed: number
  readonly name?: string | undefined
  readonly out?: string | undefined
  readonly unchecked: boolean
  readonly overwrite: boolean
  readonly workspace?: string | undefined
}

/** The same looked up, before any data are read. */
export interface AskedData {
  readonly io: Io
  readonly options: DataOptions
  readonly workspace: Workspace
  readonly sources: DataSources & { readonly workspace: string }
  readonly request: DataRequest
  readonly definitions: Definitions
  /** Of the classifier; it may be written. */
  readonly folder: string
}

/** Throws UserError for what is not there, for sets without a range of the needed types, and where nothing may be written. */
export async function lookUpData(
  io: Io,
  options: DataOptions,
  defaultName: string,
  needed: readonly SetType[],
): Promise<AskedData> {
  const workspace = await openWorkspace(io, options.workspace)
  const sources = openSources(io, workspace)
  const { name = defaultName, out } = options
  const folder = out === undefined ? join(workspace.classifierFolder, name) : resolve(io.cwd, out)
  await requireFreeDestination(folder, options.overwrite)
  const bases = chooseBases(workspace.config, await sources.candles.markets(), options.base)
  const sets = await askedSets(io, workspace, options, bases, sources.candles)
  requireRanges(sets, needed)
  const request = { ...options, bases, sets }
  const definitions = await lookUpDefinitions(request, workspace.directory)
  return { io, options, workspace, sources, request, definitions, folder }
}

/** The rows of the sets, of which a net looks at `window` minutes each. */
export interface LoadedData extends Pick<LearnedData, 'plan'> {
  readonly training: readonly ChosenSet[]
  readonly validation: readonly ChosenSet[]
}

/** What the rows are made from, of which a net looks at `window` minutes each. Throws UserError for what is not sound. */
export async function planAsked(asked: AskedData, window: number): Promise<AskedPlan> {
  const { sources, workspace, request, definitions, options } = asked
  const soundness = { ...sources, dataFolder: workspace.dataFolder, workspace: workspace.directory }
  const planned = await planData(request, definitions, window, {
    checkStatus: (definition) => requireChecked(definition, { ...soundness, unchecked: options.unchecked }),
  })
  return { ...planned, request }
}

type AskedPlan = Awaited<ReturnType<typeof planData>> & { readonly request: DataRequest }

/** Reads and computes all that the sets need. Without a training range no base has training rows. */
export async function loadData(asked: AskedData, window: number): Promise<LoadedData> {
  const { sources, request } = asked
  const { sets } = request
  const plan = await planAsked(asked, window)
  const { features, target, events } = plan
  const ranges = [...sets.training, ...sets.validation]
  const loaded: LoadedBase[] = []
  for (const base of request.bases) {
    loaded.push(await loadBase(sources, base, features, target, ranges, events?.value, window))
  }
  const training = sets.training.length > 0 ? chooseSet('training', loaded, plan) : rowsInSet('training', loaded, plan)
  return { plan, training, validation: chooseSet('validation', loaded, plan) }
}

/** What a command decides about a net's adoption, whatever the net. */
export function adoptionOf({
  options,
  workspace,
  sources,
  folder,
}: AskedData): Pick<Adoption, 'sampling' | 'select' | 'seed' | 'fee' | 'folder' | 'progress' | 'signal'> {
  return {
    sampling: options.sampling,
    select: options.select,
    seed: options.seed,
    fee: Number(workspace.config.fees.taker),
    folder,
    progress: sources.progress,
    signal: sources.signal,
  }
}
