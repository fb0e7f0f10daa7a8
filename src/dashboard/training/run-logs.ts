import { open, readdir, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCodeOf } from '../../core/errors.js'
import {
  runEventSchema,
  type RunEnd,
  type RunEpoch,
  type RunStart,
  type RunStep,
} from '../../workspace/train/run-log-events.js'
import type { TrainingStep } from './api.js'

/** All that a run log told so far. */
export interface RunRecord {
  /** Undefined until the first line is there, or where it is damaged. */
  start: RunStart | undefined
  readonly epochs: RunEpoch[]
  /** A sample of the steps, evenly thinned. */
  steps: TrainingStep[]
  last: RunStep | undefined
  end: RunEnd | undefined
  /** Time of the last line that was understood. */
  lastAt: number
  damagedLines: number
}

/** The logs of a folder, each read on from where it was read last. */
export interface RunLogs {
  /** Newest first, by id. */
  read(folder: string): Promise<ReadonlyMap<string, RunRecord>>
}

/** A log as it was read last. */
interface ReadLog {
  readonly inode: number
  readonly size: number
  /** Bytes up to the end of the last whole line. */
  readonly done: number
  readonly record: RunRecord
}

/** Runs that are shown at most. */
const MAX_RUNS = 1000
const CHUNK_SIZE = 1 << 20

export function openRunLogs(): RunLogs {
  let readLogs = new Map<string, ReadLog>()
  let reading: Promise<unknown> = Promise.resolve()
  const read = async (folder: string): Promise<Map<string, RunRecord>> => {
    const next = new Map<string, ReadLog>()
    for (const name of await logsIn(folder)) {
      const file = join(folder, name)
      const found = await readOn(file, readLogs.get(file))
      if (found) next.set(file, found)
    }
    readLogs = next
    return new Map([...next].map(([file, { record }]) => [idOf(file), record]))
  }
  return {
    // One after the other: two readers of the same new lines would both add them.
    read(folder) {
      const result = reading.then(() => read(folder))
      reading = result.catch(() => {})
      return result
    },
  }
}

/** A torn last line is left for the next time. */
async function readOn(file: string, before: ReadLog | undefined): Promise<ReadLog | undefined> {
  let handle: FileHandle | undefined
  try {
    handle = await open(file, 'r')
    const { size, ino: inode } = await handle.stat()
    const isSame = before !== undefined && before.inode === inode && before.size <= size
    if (isSame && before.size === size) return before
    const record = isSame ? before.record : emptyRecord()
    const done = await readLines(handle, isSame ? before.done : 0, (line) => addLine(record, line))
    return { inode, size, done, record }
  } catch (error) {
    // Deleted between listing and reading, or a folder of that name.
    if (['ENOENT', 'EISDIR'].includes(systemCodeOf(error) ?? '')) return undefined
    throw error
  } finally {
    await handle?.close()
  }
}

/** Reads whole lines from a place on; resolves to the end of the last one. */
async function readLines(handle: FileHandle, from: number, take: (line: string) => void): Promise<number> {
  let done = from
  let rest = Buffer.alloc(0)
  for (;;) {
    const piece = Buffer.alloc(CHUNK_SIZE)
    const { bytesRead } = await handle.read(piece, 0, CHUNK_SIZE, done + rest.length)
    if (bytesRead === 0) return done
    rest = Buffer.concat([rest, piece.subarray(0, bytesRead)])
    const end = rest.lastIndexOf(10) + 1
    if (end === 0) continue
    for (const line of rest.toString('utf8', 0, end - 1).split('\n')) take(line)
    done += end
    rest = rest.subarray(end)
  }
}

async function logsIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .reverse()
      .slice(0, MAX_RUNS)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return []
    throw error
  }
}

function idOf(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1, -'.jsonl'.length)
}

/** Steps that are kept; twice as many are thinned to this. */
const MAX_STEPS = 600

function emptyRecord(): RunRecord {
  return { start: undefined, epochs: [], steps: [], last: undefined, end: undefined, lastAt: 0, damagedLines: 0 }
}

/** Adds one line of a log. What is not an event is counted and left out. */
function addLine(record: RunRecord, line: string): void {
  const event = runEventSchema.safeParse(jsonOf(line)).data
  if (!event) {
    record.damagedLines++
    return
  }
  record.lastAt = event.time
  if (event.event === 'start') record.start = event
  else if (event.event === 'epoch') record.epochs.push(event)
  else if (event.event === 'end') record.end = event
  else addStep(record, event)
}

function addStep(record: RunRecord, step: RunStep): void {
  record.last = step
  record.steps.push({
    time: step.time,
    at: step.epoch - 1 + step.step / Math.max(1, step.stepsPerEpoch),
    loss: step.loss,
    samplesPerSecond: step.samplesPerSecond,
  })
  if (record.steps.length >= 2 * MAX_STEPS) record.steps = record.steps.filter((_, index) => index % 2 === 1)
}

function jsonOf(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line)
    return value
  } catch {
    return undefined
  }
}
