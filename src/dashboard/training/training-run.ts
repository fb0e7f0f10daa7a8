import type { EpochReport } from '../../classifier/fit-options.js'
import type { TrainingEpoch, TrainingRun, TrainingState } from './api.js'
import { formatCommand, formatShellCommand } from '../jobs/format-command.js'
import type { RunEnd, RunStart } from '../../workspace/train/run-log-events.js'
import type { RunRecord } from './run-logs.js'

/** What is known of a run besides its log. */
export interface RunStatus {
  readonly state: TrainingState
  readonly resumeAt: number | null
}

/** A line of the list of runs. */
export function describeTrainingRun(id: string, start: RunStart, record: RunRecord, status: RunStatus): TrainingRun {
  const epochs = listEpochs(start, record)
  const { lineage } = start
  const { state } = status
  return {
    id,
    name: start.name,
    startedAt: start.time,
    lastAt: record.lastAt,
    pid: start.pid,
    command: start.request ? formatCommand('train', start.request) : formatShellCommand(start.args),
    features: lineage.features.id,
    target: lineage.target.id,
    net: lineage.net.id,
    bases: lineage.bases.map(({ name }) => name),
    epochs: start.epochs,
    epochsDone: epochs.at(-1)?.epoch ?? 0,
    position: positionOf(record),
    best: bestOf(epochs, record.end),
    ending: endingOf(state, record.end),
    canStop: state === 'running',
    ...status,
  }
}

/** All epochs, those before a resumed run's first one too. */
export function listEpochs({ earlier }: RunStart, { epochs }: RunRecord): TrainingEpoch[] {
  return [
    ...earlier.map((report) => epochOf(report, null, false)),
    ...epochs.map(({ report, time, best }) => epochOf(report, time, best)),
  ]
}

function epochOf(report: EpochReport, time: number | null, best: boolean): TrainingEpoch {
  const { epoch, loss, gain, count, buyThreshold, sellThreshold, robust, validation, metric } = report
  return {
    epoch,
    time,
    loss,
    gain,
    count,
    buyThreshold,
    sellThreshold,
    lower: robust?.lower ?? null,
    validationLoss: validation?.loss ?? null,
    accuracy: validation?.accuracy ?? null,
    balancedAccuracy: validation?.balancedAccuracy ?? null,
    recalls: validation?.classes.map(({ recall }) => recall) ?? [],
    precisions: validation?.classes.map(({ precision }) => precision) ?? [],
    metric: metric ?? null,
    best,
  }
}

/** Id of the metric that a run's kept epoch is chosen by. */
export function metricOf({ settings }: RunStart): string | null {
  return /^metric:(.+)$/.exec(settings['best'] ?? '')?.[1] ?? null
}

function positionOf({ last, end }: RunRecord): TrainingRun['position'] {
  if (!last || end) return null
  const { event: _event, ...position } = last
  return position
}

function bestOf(epochs: readonly TrainingEpoch[], end: RunEnd | undefined): TrainingEpoch | null {
  const found = end?.epoch === undefined ? undefined : epochs.find(({ epoch }) => epoch === end.epoch)
  return found ?? epochs.findLast(({ best }) => best) ?? null
}

const ENDINGS: Readonly<Record<RunEnd['stopped'], string>> = {
  epochs: 'all epochs done',
  patience: 'no better epoch for long',
  interrupted: 'stopped',
  diverged: 'the loss was no longer a number',
  failed: 'failed',
}

function endingOf(state: TrainingState, end: RunEnd | undefined): string | null {
  if (end) {
    const remark =
      end.stopped === 'interrupted' && !end.saved && end.message === undefined
        ? '; an earlier classifier is better and stays'
        : ''
    return [ENDINGS[end.stopped] + remark, end.message ?? []].flat().join(': ')
  }
  return state === 'lost' ? 'stopped without an end: its process is gone' : null
}
