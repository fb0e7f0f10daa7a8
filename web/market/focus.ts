import { LEVELS, MINUTE_LEVEL } from './chart/levels.js'

/**
 * Where each chart looks: one time for each level after the first, and one for the minute of lines and figures; undefined
 * is the end of the candles. A click in a chart moves those that are finer.
 */
export type Focus = readonly (number | undefined)[]

/** Epoch ms of a level's focus; undefined: the end. The first level shows everything and has none. */
export function focusAt(focus: Focus, level: number): number | undefined {
  return focus[level - 1]
}

/** The focus after a click at `time` in the chart of a level. */
export function moveFocus(focus: Focus, level: number, time: number): Focus {
  return Array.from({ length: MINUTE_LEVEL }, (_, i) => (i < level ? focus[i] : time))
}

/** From the address: times of the levels, what is left out at the end is as the last one. */
export function parseFocus(text: string): Focus {
  const times = text.split(',').map(parseMinute)
  return Array.from({ length: MINUTE_LEVEL }, (_, i) => times[Math.min(i, times.length - 1)])
}

/** For the address: `2023-08-05T14:30`, or several of them where levels differ. */
export function formatFocus(focus: Focus): string {
  const texts = Array.from({ length: MINUTE_LEVEL }, (_, i) => formatMinute(focus[i]))
  while (texts.length > 1 && texts.at(-1) === texts.at(-2)) texts.pop()
  return texts.join(',')
}

function formatMinute(time: number | undefined): string {
  return time === undefined ? '' : new Date(time).toISOString().slice(0, 16)
}

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d{1,3})?)?)?Z?$/

/** Epoch ms of a minute in UTC that is written as ISO has it; undefined for any other text and for days that do not exist. */
export function parseMinute(text: string): number | undefined {
  const [, day, clock = '00:00'] = ISO_TIME.exec(text.trim()) ?? []
  if (day === undefined) return undefined
  const time = Date.parse(`${day}T${clock}Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) ? time : undefined
}

/** The first part of an address's focus that is no time; undefined where all are. */
export function findInvalidFocus(text: string): string | undefined {
  return text.split(',').find((part) => part.trim() !== '' && parseMinute(part) === undefined)
}

/** Whether all levels look at the end. */
export function isAtEnd(focus: Focus): boolean {
  return focus.every((time) => time === undefined)
}

export function levelTitle(level: number): string {
  return LEVELS[level]?.title ?? ''
}
