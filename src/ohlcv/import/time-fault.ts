import { MINUTE, isoMinute, type TimeRange } from '../../core/time.js'

/** What is wrong with a candle's open time; undefined where it opens at a full minute inside `within`. */
export function timeFault(stamp: string, time: number, within: TimeRange | undefined): string | undefined {
  if (time % MINUTE !== 0) return `time ${stamp} (${isoText(time)}) is not at the start of a minute`
  if (!within || (time >= within.from && time < within.to)) return undefined
  return `time ${stamp} (${isoText(time)}) lies outside of ${isoMinute(within.from)} to ${isoMinute(within.to)}, which the file's name says`
}

function isoText(time: number): string {
  return time % MINUTE === 0 ? isoMinute(time) : new Date(time).toISOString()
}
