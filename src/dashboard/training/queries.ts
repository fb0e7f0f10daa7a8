import { isAbsolute, join, relative } from 'node:path'
import type { Clock } from '../../core/clock.js'
import { UserError } from '../../core/errors.js'
import type { Lineage, SavedClassifiers, TrainingPreview, TrainingRun, TrainingRunDetail, TrainingRuns } from './api.js'
import { NotFoundError } from '../http/errors.js'
import { listArtefacts } from '../../store/files/artefact-folder.js'
import type { RequestValues } from '../jobs/format-command.js'
import { countTrainingRows, type TrainingRowCounts } from '../../workspace/train/count-training-rows.js'
import type { TrainRequest } from '../../workspace/train/request.js'
import type { RunLineage, RunStart } from '../../workspace/train/run-log-events.js'
import type { WorkspaceFolder } from '../../workspace/context.js'
import type { DashboardContext } from '../dashboard-context.js'
import { openRunLogs, type RunRecord } from './run-logs.js'
import { createCheckpointFinder, isAlive, findRunState } from './run-status.js'
import { listSavedClassifiers } from './saved-classifiers.js'
import { readTrainingChoices, type TrainingChoices } from './training-choices.js'
import { listEpochs, metricOf, describeTrainingRun } from './training-run.js'

interface FoundRun {
  readonly run: TrainingRun
  readonly start: RunStart
  readonly record: RunRecord
}

/** The trainings of a workspace by their logs, whoever started them. */
export interface TrainingQueries {
  runs(): Promise<TrainingRuns>
  /** Rejects with NotFoundError for a run that is not there. */
  run(id: string): Promise<TrainingRunDetail>
  classifiers(): Promise<SavedClassifiers>
  choices(): Promise<TrainingChoices>
  /** The rows that a training would have. */
  preview(request: TrainRequest): Promise<TrainingPreview>
  /** What to know before a classifier of that name is trained. */
  notes(name: string, overwrite: boolean): Promise<string[]>
  /** Asks the run's process to stop at its next safe point. Rejects with UserError where it does not run here. */
  stop(id: string): Promise<void>
  /** The request that goes on with a run. Rejects with UserError where that cannot be. */
  resumeRequest(id: string): Promise<RequestValues>
}

export function openTrainingQueries(context: DashboardContext): TrainingQueries {
  const { clock } = context
  const logs = openRunLogs()
  const findCheckpoint = createCheckpointFinder()
  const all = async (): Promise<{ readonly found: FoundRun[]; readonly errors: string[] }> => {
    const workspace = await context.workspace()
    const found: FoundRun[] = []
    const errors: string[] = []
    for (const [id, record] of await logs.read(workspace.runFolder)) {
      const start = record.start && withFolder(record.start, workspace)
      if (start) found.push({ start, record, run: await describeRun(id, start, record, clock, findCheckpoint) })
      else errors.push(`${id}: the log does not say how the run started`)
    }
    return { found: resumeLatestOnly(found), errors }
  }
  const find = async (id: string): Promise<FoundRun> => {
    const one = (await all()).found.find(({ run }) => run.id === id)
    if (!one) throw new NotFoundError(`no training ${id}; its log may have been deleted`)
    return one
  }
  return {
    runs: async () => {
      const { found, errors } = await all()
      return { runs: runningFirst(found.map(({ run }) => run)), errors }
    },
    run: async (id) => detailOf(await find(id), context.directory),
    classifiers: async () => listSavedClassifiers((await context.workspace()).classifierFolder),
    choices: async () => readTrainingChoices(await context.workspace()),
    preview: async (request) => previewOf(await countTrainingRows(request, await context.workspace())),
    notes: async (name, overwrite) => readNotes(await context.workspace(), name, overwrite),
    stop: async (id) => stopRun(await find(id)),
    resumeRequest: async (id) => {
      const { run, start } = await find(id)
      if (run.resumeAt === null) throw new UserError(`there is nothing to go on from in ${id}; start the training anew`)
      if (start.request) return { ...start.request, resume: true }
      throw new UserError(
        `${id} was started by an earlier version; go on with it in a terminal: ${run.command} --resume`,
      )
    },
  }
}

function previewOf({ bases, ...rest }: TrainingRowCounts): TrainingPreview {
  return { ...rest, bases: bases.map(({ base, sets }) => ({ base, ...sets })) }
}

async function readNotes(workspace: WorkspaceFolder, name: string, overwrite: boolean): Promise<string[]> {
  const { errors } = (await readTrainingChoices(workspace)).options
  if (!(await listArtefacts(workspace.classifierFolder)).includes(name)) return [...errors]
  return [
    ...errors,
    overwrite
      ? `the classifier ${name} is replaced when the training is done`
      : `there is a classifier ${name}: it is trained again with the same settings only, or replaced with overwrite`,
  ]
}

/** A workspace may have been moved since: its classifiers are where its configuration says. */
function withFolder(start: RunStart, { classifierFolder }: WorkspaceFolder): RunStart {
  const isOutside = start.request
    ? start.request['out'] !== undefined
    : start.args.some((arg) => arg === '--out' || arg.startsWith('--out='))
  return isOutside ? start : { ...start, folder: join(classifierFolder, start.name) }
}

/** Going on is for runs that were cut off, and where nobody else trains the same classifier. */
async function describeRun(
  id: string,
  start: RunStart,
  record: RunRecord,
  clock: Clock,
  findCheckpoint: (folder: string) => Promise<number | null>,
): Promise<TrainingRun> {
  const state = await findRunState(start, record, clock.now())
  const wasCut = (state === 'stopped' || state === 'lost') && (start.useCase ?? start.args[0]) === 'train'
  const resumeAt = wasCut ? await findCheckpoint(start.folder) : null
  return describeTrainingRun(id, start, record, { state, resumeAt })
}

/** A checkpoint belongs to the latest run of its classifier: earlier ones cannot be gone on with. */
function resumeLatestOnly(found: readonly FoundRun[]): FoundRun[] {
  const folders = new Set<string>()
  return found.map((one) => {
    const isLatest = !folders.has(one.start.folder)
    folders.add(one.start.folder)
    return isLatest ? one : { ...one, run: { ...one.run, resumeAt: null } }
  })
}

const isLive = ({ state }: TrainingRun): boolean => state === 'running' || state === 'elsewhere'

function runningFirst(runs: readonly TrainingRun[]): TrainingRun[] {
  return [...runs.filter(isLive), ...runs.filter((run) => !isLive(run))]
}

/** The process is asked only if it is the one that the log names, on this machine. */
async function stopRun({ run, start }: FoundRun): Promise<void> {
  if (run.state !== 'running' || !(await isAlive(start))) {
    throw new UserError(`the training ${run.id} does not run on this machine; there is nothing to stop`)
  }
  process.kill(start.pid, 'SIGINT')
}

function detailOf({ run, start, record }: FoundRun, directory: string): TrainingRunDetail {
  const inside = relative(directory, start.folder)
  return {
    run,
    patience: start.patience,
    metric: metricOf(start),
    epochs: listEpochs(start, record),
    steps: record.steps,
    lineage: lineageOf(start.lineage),
    settings: start.settings,
    folder: inside.startsWith('..') || isAbsolute(inside) ? start.folder : inside,
    damagedLines: record.damagedLines,
  }
}

function lineageOf({ sets, bases, events, ...rest }: RunLineage): Lineage {
  return {
    ...rest,
    events: events ?? null,
    bases: bases.map(({ candles, ...base }) => ({ ...base, ...candles })),
    sets: Object.entries(sets).flatMap(([set, ranges]) => ranges.map((range) => ({ set, ...range }))),
  }
}
