import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { allocateCandles, type Candles } from '../../src/core/candles.js'
import { DAY, MINUTE } from '../../src/core/time.js'
import { cusumEvents } from '../../src/datasets/cusum-events.js'
import { eventCatalog } from '../../src/datasets/event-catalog.js'
import { computeEventMask, isEvent, type EventSampler } from '../../src/datasets/event-sampler.js'
import { volumeBarEvents } from '../../src/datasets/volume-bar-events.js'
import { writeUserFiles } from '../support/user-files.js'

const DAY_CANDLES = DAY / MINUTE
const MIDNIGHT = 20_000 * DAY_CANDLES

/** Two days of candles, then those given, the first of them at midnight. */
function candlesOf(column: 'close' | 'volume', before: number, values: readonly number[]): Candles {
  const rows = 2 * DAY_CANDLES + values.length
  const candles = allocateCandles({ calendar: alwaysOpen(), first: MIDNIGHT - 2 * DAY_CANDLES, rows })
  candles[column].fill(before)
  candles[column].set(values, 2 * DAY_CANDLES)
  return candles
}

/** Which of the last `count` minutes are events. */
function lastEvents(sampler: EventSampler, candles: Candles, count: number): number[] {
  return [...sampler.events(candles).subarray(-count)]
}

/** A user's own sampler that gives so many values. */
const text = (length: string): string => `import { defineEventSampler } from 'followupward'
export default defineEventSampler({
  id: 'Odd',
  version: 1,
  history: 2,
  events: ({ grid }) => new Uint8Array(${length}),
})
`

describe('the CUSUM filter', () => {
  const sampler = cusumEvents({ id: 'C', version: 1, threshold: 0.01 })

  test.each([
    ['a rise in steps', [100.4, 100.8, 101.1, 101.2], [0, 0, 1, 0]],
    ['a fall in steps', [99.6, 99.3, 98.9, 98.5], [0, 0, 1, 0]],
    ['a rise that began lower', [99.7, 100.2, 100.8, 101], [0, 0, 1, 0]],
    ['nothing but noise', [100.4, 99.8, 100.3, 99.7], [0, 0, 0, 0]],
    ['each further per cent', [101.1, 102.3, 103.4, 103.5], [1, 1, 1, 0]],
  ])('%s', (_, closes, wanted) => {
    expect(lastEvents(sampler, candlesOf('close', 100, closes), closes.length)).toEqual(wanted)
  })

  test('begins anew at midnight', () => {
    const day = Array.from({ length: DAY_CANDLES }, () => 100.9)
    const candles = candlesOf('close', 100, [...day, 100.95, 101.3, 101.95])
    expect(lastEvents(sampler, candles, 3)).toEqual([0, 0, 1])
  })
})

describe('volume bars', () => {
  const sampler = volumeBarEvents({ id: 'V', version: 1, barsPerDay: DAY_CANDLES / 10 })

  test('hold a share of the volume of the day before', () => {
    const candles = candlesOf('volume', 1, [4, 4, 2, 12, 9, 0, 1])
    expect(lastEvents(sampler, candles, 7)).toEqual([0, 0, 1, 1, 0, 0, 1])
  })

  test('are none after a day without volume', () => {
    expect(lastEvents(sampler, candlesOf('volume', 0, [5, 5, 5]), 3)).toEqual([0, 0, 0])
  })
})

describe('options that cannot be are refused', () => {
  test.each([0, -0.01, Number.NaN, Infinity])('%d', (value) => {
    const id = { id: 'E', version: 1 }
    expect(() => cusumEvents({ ...id, threshold: value })).toThrow(`threshold is ${value}: expected a number, above 0`)
    expect(() => volumeBarEvents({ ...id, barsPerDay: value })).toThrow(
      `barsPerDay is ${value}: expected a number, above 0`,
    )
  })
})

describe('event masks', () => {
  test('know the minutes by their ordinals, and none outside', async () => {
    const every = (await eventCatalog()).get('EveryMinute')?.value
    const mask = every && computeEventMask(every, candlesOf('close', 1, []))
    expect(
      mask && [-1, 0, 2 * DAY_CANDLES - 1, 2 * DAY_CANDLES].map((row) => isEvent(mask, mask.grid.first + row)),
    ).toEqual([false, true, true, false])
  })

  test('come from a file of the workspace too; an error in it names file and line', async () => {
    const workspace = await writeUserFiles({ 'events/Odd.ts': text('grid.rows - 2') })
    const sampler = (await eventCatalog({ workspace, id: 'Odd' })).get('Odd')?.value
    expect(sampler?.events(candlesOf('close', 1, [])).length).toBe(2 * DAY_CANDLES - 2)
    const wrong = await writeUserFiles({ 'events/Odd.ts': text('grid.rows') })
    const broken = (await eventCatalog({ workspace: wrong, id: 'Odd' })).get('Odd')?.value
    expect(() => broken?.events(candlesOf('close', 1, []))).toThrow(/Odd\.ts:6.*expected a Uint8Array of 2878/)
    const twos = await writeUserFiles({ 'events/Odd.ts': text('grid.rows - 2).fill(2') })
    const odd = (await eventCatalog({ workspace: twos, id: 'Odd' })).get('Odd')?.value
    expect(() => odd?.events(candlesOf('close', 1, []))).toThrow(/Odd\.ts:6.*the value 2: expected 1 for an event/)
  })
})
