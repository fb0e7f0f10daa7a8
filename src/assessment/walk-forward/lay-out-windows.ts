import { RequestError } from '../../core/request-error.js'
import { DAY, HOUR, MINUTE, isoRange, type TimeRange } from '../../core/time.js'

/** Rolling: all training stretches are equally long. Anchored: all of them begin where the first one does. */
export const WINDOW_MODES = ['rolling', 'anchored'] as const
export type WindowMode = (typeof WINDOW_MODES)[number]

/** How the windows of a walk-forward lie in time; all lengths are milliseconds. */
export interface WindowLengths {
  readonly mode: WindowMode
  /** Of the first window's training stretch, and of all others where they roll. */
  readonly training: number
  readonly validation: number
  readonly test: number
  /** From the begin of one test stretch to that of the next. */
  readonly step: number
}

/** One window: a net is trained on the first stretch, its epoch and thresholds are chosen on the second, and it trades the third. */
export interface WindowLayout {
  /** Counted from 1. */
  readonly number: number
  readonly training: TimeRange
  readonly validation: TimeRange
  readonly test: TimeRange
}

/**
 * The windows that lie in `range`, in order: in each the stretches follow each other without a gap. What is left behind the last whole
 * test stretch is not used. Throws RequestError where not even one window fits, and where test stretches would overlap.
 */
export function layOutWindows(range: TimeRange, lengths: WindowLengths): WindowLayout[] {
  const { mode, training, validation, test, step } = lengths
  if (step < test) {
    throw new RequestError(
      `{step} ${durationText(step)} is shorter than {test} ${durationText(test)}: test stretches would overlap, and their trades would count twice; give a {step} of ${durationText(test)} or more`,
    )
  }
  const windows: WindowLayout[] = []
  for (let begin = range.from; begin + training + validation + test <= range.to; begin += step) {
    const validated = begin + training
    const tested = validated + validation
    windows.push({
      number: windows.length + 1,
      training: { from: mode === 'anchored' ? range.from : begin, to: validated },
      validation: { from: validated, to: tested },
      test: { from: tested, to: tested + test },
    })
  }
  if (windows.length > 0) return windows
  const needed = durationText(training + validation + test)
  throw new RequestError(
    `a window takes ${needed} ({training} ${durationText(training)}, {validation} ${durationText(validation)}, {test} ${durationText(test)}), but there are ${wholeDuration(range.to - range.from)} from ${isoRange(range)}; give shorter ones, or import more candles`,
  )
}

/** A length of time in the largest unit that shows it without a fraction: `30d`, `36h`, `90m`. */
export function durationText(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE) * MINUTE
  if (minutes > 0 && minutes % DAY === 0) return `${minutes / DAY}d`
  if (minutes > 0 && minutes % HOUR === 0) return `${minutes / HOUR}h`
  return `${minutes / MINUTE}m`
}

/** A length without what is left of its largest unit, as `35d`; for people, where `durationText` would count minutes. */
function wholeDuration(milliseconds: number): string {
  const unit = milliseconds >= DAY ? DAY : milliseconds >= HOUR ? HOUR : MINUTE
  return durationText(Math.max(0, milliseconds - (milliseconds % unit)))
}

const UNITS: Readonly<Record<string, number>> = { d: DAY, h: HOUR, m: MINUTE }

/** Milliseconds of a length such as `30d`, `36h` or `90m`, a plain number being days; undefined for anything else, and for none at all. */
export function parseDuration(text: string): number | undefined {
  const [, count = '', unit = 'd'] = /^(\d{1,6})([dhm]?)$/.exec(text.trim()) ?? []
  const milliseconds = Number(count) * (UNITS[unit === '' ? 'd' : unit] ?? 0)
  return milliseconds > 0 ? milliseconds : undefined
}
