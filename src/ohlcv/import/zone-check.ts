import { hasZone, parseUtcOffset } from './parse-values.js'

/** Follows whether the times of a file are written with their zone: all of them, or none. */
export interface ZoneCheck {
  /** Takes a time as it is written, at a place of the file; returns what is wrong with it, if anything is. */
  add(text: string, place: number): string | undefined
  /** Milliseconds that the clocks of a time as it is written are taken to be ahead of UTC. */
  shift(text: string): number
  /** Whether there were times without a zone, and nobody said which they have. */
  readonly lacksZone: boolean
}

export function createZoneCheck(unit: 'line' | 'row', utcOffset: string | undefined): ZoneCheck {
  const offset = utcOffset === undefined ? 0 : parseUtcOffset(utcOffset)
  let first: { readonly zoned: boolean; readonly place: number } | undefined
  return {
    add: (text, place) => {
      const zoned = hasZone(text)
      if (zoned === undefined) return undefined
      first ??= { zoned, place }
      if (first.zoned === zoned) return undefined
      const here = zoned ? 'with a zone' : 'without a zone'
      return `time is "${text}", ${here}, but that of ${unit} ${first.place} is ${zoned ? 'without' : 'with'} one: expected all of one form`
    },
    shift: (text) => (hasZone(text) === false ? offset : 0),
    get lacksZone() {
      return first?.zoned === false && utcOffset === undefined
    },
  }
}
