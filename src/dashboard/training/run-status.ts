import { stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { readCheckpointEpochs, checkpointFolder } from '../../classifier/checkpoint.js'
import { isRunning } from '../../core/is-running.js'
import { MINUTE } from '../../core/time.js'
import type { TrainingState } from './api.js'
import { readProcessStart } from '../../store/files/process-mark.js'
import type { RunStart } from '../../workspace/train/run-log-events.js'
import type { RunRecord } from './run-logs.js'

/** A run of another machine that was silent for longer is taken for lost. */
const SILENCE_TIMEOUT = 10 * MINUTE

/** How a run stands, by its log and by whether its process is still there. */
export async function findRunState(start: RunStart, { end, lastAt }: RunRecord, now: number): Promise<TrainingState> {
  if (end) {
    if (end.stopped === 'interrupted') return 'stopped'
    return end.stopped === 'failed' || end.stopped === 'diverged' ? 'failed' : 'done'
  }
  if (start.host !== hostname()) return now - lastAt < SILENCE_TIMEOUT ? 'elsewhere' : 'lost'
  return (await isAlive(start)) ? 'running' : 'lost'
}

/** Whether the process that began a run is there, and not another one that was given its number. */
export async function isAlive({ pid, processStart: started }: RunStart): Promise<boolean> {
  return isRunning(pid) && (started === '' || started === (await readProcessStart(pid)))
}

/** Epochs behind the checkpoint of a classifier's training; null where there is none. Read again only where it changed. */
export function createCheckpointFinder(): (classifierFolder: string) => Promise<number | null> {
  const known = new Map<string, { readonly changed: number; readonly epochs: number | null }>()
  return async (classifierFolder) => {
    const folder = checkpointFolder(classifierFolder)
    const changed = await stat(folder).then(
      ({ mtimeMs, ino }) => mtimeMs + ino,
      () => undefined,
    )
    if (changed === undefined) return null
    const before = known.get(folder)
    if (before?.changed === changed) return before.epochs
    const epochs = (await readCheckpointEpochs(folder)) ?? null
    known.set(folder, { changed, epochs })
    return epochs
  }
}
