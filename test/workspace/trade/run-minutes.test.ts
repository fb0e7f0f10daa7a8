import { describe, expect, test } from 'vitest'
import { Decimal } from '../../../src/core/decimal.js'
import { MINUTE } from '../../../src/core/time.js'
import { openRunMinutes, type RunMinutes } from '../../../src/workspace/trade/run-minutes.js'

const START = Date.UTC(2024, 0, 1)

function addMinutes(
  minutes: RunMinutes,
  count: number,
  closesAt: (index: number) => [string, number][] = () => [],
): void {
  for (let i = 0; i < count; i++) {
    minutes.add({ minute: START + i * MINUTE, equity: new Decimal(1000 + i), closes: new Map(closesAt(i)) })
  }
}

describe('the minutes of a run', () => {
  test('are all in a curve that is short enough', () => {
    const minutes = openRunMinutes(10)
    expect([minutes.range(), minutes.equity()]).toEqual([undefined, []])
    addMinutes(minutes, 10)
    expect(minutes.range()).toEqual({ from: START, to: START + 10 * MINUTE })
    expect(minutes.equity().map(({ value }) => value)).toEqual(Array.from({ length: 10 }, (_, i) => 1000 + i))
    expect(minutes.equity()[3]).toEqual({ time: START + 3 * MINUTE, value: 1003 })
  })

  test('take no more memory in a run of a year, whose curve has equal steps from its first minute on', () => {
    const minutes = openRunMinutes(1000)
    addMinutes(minutes, 525_600)
    const points = minutes.equity()
    expect(points.length).toBeGreaterThan(500)
    expect(points.length).toBeLessThanOrEqual(1000)
    const steps = new Set(points.slice(1).map(({ time }, i) => time - (points[i]?.time ?? 0)))
    expect([points[0]?.time, [...steps]]).toEqual([START, [1024 * MINUTE]])
    expect(minutes.range()).toEqual({ from: START, to: START + 525_600 * MINUTE })
  })

  test('leave the first known close of each base', () => {
    const minutes = openRunMinutes(4)
    addMinutes(minutes, 100, (i) =>
      i < 50
        ? [['one', 10 + i]]
        : [
            ['one', 10 + i],
            ['two', i],
          ],
    )
    expect([...minutes.firstCloses]).toEqual([
      ['one', 10],
      ['two', 50],
    ])
  })
})
