import { expect, test } from 'vitest'
import { createTimeFormat } from '../../src/workspace/time-format.js'
import { HOUR } from '../../src/core/time.js'

test('times are shown in their zone, with the distance to UTC', () => {
  const time = Date.parse('2023-08-01T00:30Z')
  expect(createTimeFormat('UTC').minute(time)).toBe('2023-08-01T00:30Z')
  expect(createTimeFormat('Europe/Berlin').minute(time)).toBe('2023-08-01T02:30+02:00')
  expect(createTimeFormat('America/New_York').minute(time)).toBe('2023-07-31T20:30-04:00')
  expect(createTimeFormat('Asia/Kolkata').minute(time)).toBe('2023-08-01T06:00+05:30')
  expect(createTimeFormat('America/New_York').date(time)).toBe('2023-07-31')
})

test('days begin at local midnight, also where the clock is put forward or back', () => {
  const berlin = createTimeFormat('Europe/Berlin')
  const lengths = ['2023-03-25', '2023-03-26', '2023-10-29'].map((day) => {
    const start = berlin.dayStart(Date.parse(`${day}T12:00Z`))
    expect(berlin.minute(start)).toMatch(new RegExp(`^${day}T00:00`))
    return (berlin.dayStart(start + 36 * HOUR) - start) / HOUR
  })
  expect(lengths).toEqual([24, 23, 25])
  expect(berlin.dayStart(Date.parse('2023-10-29T22:59Z'))).toBe(Date.parse('2023-10-28T22:00Z'))
})
