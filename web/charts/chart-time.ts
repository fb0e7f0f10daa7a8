import type { Logical, Time, UTCTimestamp } from 'lightweight-charts'

/** Seconds since the epoch as the charts want them, of epoch ms. */
export function toChartTime(time: number): UTCTimestamp {
  const seconds = time / 1000
  if (!isTimestamp(seconds)) throw new RangeError(`${time} is no time`)
  return seconds
}

function isTimestamp(seconds: number): seconds is UTCTimestamp {
  return Number.isFinite(seconds)
}

/** Epoch ms of a chart's time. */
export function fromChartTime(time: Time): number {
  if (typeof time !== 'number') throw new RangeError('the charts of this page count time in seconds')
  return time * 1000
}

/** A place between bars, counted from the first one. */
export function toLogical(index: number): Logical {
  if (!isLogical(index)) throw new RangeError(`${index} is no place in a chart`)
  return index
}

function isLogical(index: number): index is Logical {
  return Number.isFinite(index)
}
