import type { TrainingStep } from './api.js'
import {
  runEventSchema,
  type RunEnd,
  type RunEpoch,
  type RunStart,
  type RunStep,
} from '../../workspace/train/run-log-events.js'

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

/** Steps that are kept; twice as many are thinned to this. */
const MOST_STEPS = 600

export function emptyRecord(): RunRecord {
  return { start: undefined, epochs: [], steps: [], last: undefined, end: undefined, lastAt: 0, damagedLines: 0 }
}

/** Adds one line of a log. What is not an event is counted and left out. */
export function addLine(record: RunRecord, line: string): void {
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
  if (record.steps.length >= 2 * MOST_STEPS) record.steps = record.steps.filter((_, index) => index % 2 === 1)
}

function jsonOf(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line)
    return value
  } catch {
    return undefined
  }
}
