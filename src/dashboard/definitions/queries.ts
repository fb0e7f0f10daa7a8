import { UserError } from '../../core/errors.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { expandedColumns } from '../../features/expand-lags.js'
import type {
  DefinitionCheck,
  DefinitionEntry,
  DefinitionKind,
  DefinitionsOverview,
  ReportRequest,
  StoredReport,
} from './api.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { Target } from '../../targets/target.js'
import { readCheckRecord, type CheckedSource } from '../../workspace/check/check-records.js'
import { hasPassed } from '../../workspace/check/result.js'
import type { WorkspaceFolder } from '../../workspace/context.js'
import type { DashboardContext } from '../dashboard-context.js'
import type { JobRequest } from '../jobs/job-runner.js'
import { findReport, reportPath } from './report-files.js'
import type { HashedDefinition } from '../../definitions/hashed-definition.js'
import { openDefinitionCache, type DefinitionCache } from '../definition-cache.js'
import { formatCommand } from '../jobs/format-command.js'
import { listBases } from '../list-bases.js'

/** The workspace's feature sets and targets, what is known of them, and the jobs that find out more. */
export interface DefinitionQueries {
  overview(): Promise<DefinitionsOverview>
  report(request: ReportRequest): Promise<StoredReport>
  reportJob(request: ReportRequest): Promise<JobRequest>
  checkJob(kind: DefinitionKind, id: string): Promise<JobRequest>
}

export function openDefinitionQueries(context: DashboardContext): DefinitionQueries {
  const cache = openDefinitionCache(context.directory)
  const fileOf = async (request: ReportRequest, workspace: WorkspaceFolder): Promise<string> => {
    const { sourceHash } = await findDefinition(cache, request.kind, request.id)
    const target = request.target === undefined ? undefined : await cache.target(request.target)
    return reportPath(workspace, request, [sourceHash, target?.sourceHash ?? 'none'])
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
      const bases = await listBases(workspace.config, openCandleStore(workspace.dataFolder))
      return {
        entries,
        bases: bases.filter(({ range }) => range).map(({ name }) => name),
        errors: [...features.errors, ...targets.errors],
      }
    },
    report: async (request) => {
      const workspace = await context.workspace()
      const found = await findReport(await fileOf(request, workspace), request.kind)
      const job = jobOf(request)
      return { ...found, command: formatCommand(job.useCase, job.request) }
    },
    reportJob: async (request) => {
      const resultFile = await fileOf(request, await context.workspace())
      const title = `report on ${request.id}`
      return { title, ...jobOf(request), resultFile, exclusiveGroup: title }
    },
    checkJob: async (kind, id) => {
      await findDefinition(cache, kind, id)
      return {
        title: `check of ${id}`,
        useCase: 'check',
        request: { definitions: [id] },
        exclusiveGroup: `check ${id}`,
      }
    },
  }
}

async function findDefinition(
  cache: DefinitionCache,
  kind: DefinitionKind,
  id: string,
): Promise<HashedDefinition<FeatureSet> | HashedDefinition<Target>> {
  return kind === 'features' ? cache.featureSet(id) : cache.target(id)
}

function jobOf({ kind, id, target, bases }: ReportRequest): Pick<JobRequest, 'useCase' | 'request'> {
  if (kind === 'targets' && target !== undefined) throw new UserError('a target is not compared with a target')
  const rows = bases.length > 0 ? { bases } : {}
  if (kind === 'targets') return { useCase: 'reports.targets', request: { definition: id, ...rows } }
  return { useCase: 'reports.features', request: { definition: id, ...(target !== undefined && { target }), ...rows } }
}

type Facts = Omit<DefinitionEntry, 'userDefined' | 'check'>

async function entriesOf<T extends { readonly id: string }>(
  { dataFolder }: WorkspaceFolder,
  values: readonly T[],
  get: (id: string) => Promise<HashedDefinition<T>>,
  factsOf: (value: T) => Facts,
): Promise<DefinitionEntry[]> {
  return Promise.all(
    values.map(async ({ id }) => {
      const { value, userDefined, sourceHash } = await get(id)
      const facts = factsOf(value)
      const check = await readCheck(dataFolder, { kind: facts.kind, id, sourceHash }, userDefined)
      return { ...facts, userDefined, check }
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

/** What `check` found about this very source. */
async function readCheck(dataFolder: string, source: CheckedSource, userDefined: boolean): Promise<DefinitionCheck> {
  const record = await readCheckRecord(dataFolder, source)
  if (!record) return { state: userDefined ? 'unchecked' : 'shipped', samples: [], findings: [] }
  const { scope, samples, findings } = record
  return {
    state: hasPassed(record) ? 'passed' : 'failed',
    scope,
    samples,
    findings: findings.map(({ severity, check, text, sample }) => ({ severity, check, text, sample })),
  }
}
