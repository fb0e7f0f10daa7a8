import { UserError } from '../../core/errors.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { expandedColumns } from '../../features/expand-lags.js'
import type { DefinitionEntry, DefinitionKind, ReportRequest } from './api.js'
import type { DefinitionsSource } from './definitions-source.js'
import { openCandleStore } from '../../store/candles/candle-store.js'
import type { Target } from '../../targets/target.js'
import type { Workspace } from '../../workspace/workspace.js'
import type { DashboardContext } from '../dashboard-context.js'
import { definitionCheck } from './definition-check.js'
import { findReport, reportFile } from './report-files.js'
import type { HashedDefinition } from '../../definitions/hashed-definition.js'
import { openDefinitionCache, type DefinitionCache } from '../market/definition-cache.js'
import { listedBases } from '../market/listed-bases.js'

/** The workspace's feature sets and targets, what is known of them, and the commands that find out more. */
export function definitionsSource(context: DashboardContext): DefinitionsSource {
  const cache = openDefinitionCache(context.directory)
  const keyOf = async (request: ReportRequest, workspace: Workspace): Promise<string> => {
    const { sourceHash } = await hashedDefinition(cache, request.kind, request.id)
    const target = request.target === undefined ? undefined : await cache.target(request.target)
    return reportFile(workspace, request, [sourceHash, target?.sourceHash ?? 'none'])
  }
  return {
    overview: async () => {
      const workspace = await context.workspace()
      const features = await cache.featureSets()
      const targets = await cache.targets()
      const entries = [
        ...(await entriesOf(workspace, features.values, (id) => cache.featureSet(id), featureEntry)),
        ...(await entriesOf(workspace, targets.values, (id) => cache.target(id), targetEntry)),
      ]
      const bases = await listedBases(workspace.config, openCandleStore(workspace.dataFolder))
      return {
        entries,
        bases: bases.filter(({ range }) => range).map(({ name }) => name),
        errors: [...features.errors, ...targets.errors],
      }
    },
    report: async (request) => {
      const workspace = await context.workspace()
      const found = await findReport(await keyOf(request, workspace), request.kind)
      return { ...found, command: ['followupward', ...commandOf(request)].join(' ') }
    },
    reportJob: async (request) => {
      const out = await keyOf(request, await context.workspace())
      const title = `report on ${request.id}`
      return { title, args: [...commandOf(request), `--out=${out}`], only: title }
    },
    checkJob: async (kind, id) => {
      await hashedDefinition(cache, kind, id)
      return { title: `check of ${id}`, args: ['check', id], only: `check ${id}` }
    },
  }
}

async function hashedDefinition(
  cache: DefinitionCache,
  kind: DefinitionKind,
  id: string,
): Promise<HashedDefinition<FeatureSet> | HashedDefinition<Target>> {
  return kind === 'features' ? cache.featureSet(id) : cache.target(id)
}

function commandOf({ kind, id, target, bases }: ReportRequest): string[] {
  if (kind === 'targets' && target !== undefined) throw new UserError('a target is not held against a target')
  const chosen = bases.length > 0 ? [`--base=${bases.join(',')}`] : []
  return [kind, id, ...(target === undefined ? [] : [`--target=${target}`]), ...chosen]
}

type Facts = Omit<DefinitionEntry, 'own' | 'check'>

async function entriesOf<T extends { readonly id: string }>(
  { dataFolder }: Workspace,
  values: readonly T[],
  get: (id: string) => Promise<HashedDefinition<T>>,
  factsOf: (value: T) => Facts,
): Promise<DefinitionEntry[]> {
  return Promise.all(
    values.map(async ({ id }) => {
      const { value, userDefined: own, sourceHash } = await get(id)
      const facts = factsOf(value)
      return { ...facts, own, check: await definitionCheck(dataFolder, { kind: facts.kind, id, sourceHash }, own) }
    }),
  )
}

function featureEntry(set: FeatureSet): Facts {
  const { id, version, history } = set
  return { kind: 'features', id, version, history, columns: expandedColumns(set).length }
}

function targetEntry({ id, version, history, horizon, classes }: Target): Facts {
  return { kind: 'targets', id, version, history, horizon, classes }
}
