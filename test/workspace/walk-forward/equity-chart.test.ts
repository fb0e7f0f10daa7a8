import { expect, test } from 'vitest'
import { DAY } from '../../../src/core/time.js'
import { equityChart } from '../../../src/workspace/walk-forward/equity-chart.js'

const from = Date.UTC(2024, 0, 1)
const stretches = [
  { from, to: from + DAY },
  { from: from + DAY, to: from + 2 * DAY },
]

test('a curve lies where its values are, between lines at round per cents', () => {
  const curve = { name: 'equity', style: 'ours', time: [from, from + DAY, from + 2 * DAY], value: [0, -0.1, 0.05] }
  const svg = equityChart([curve], stretches)
  expect([...svg.matchAll(/>([-\d]+) %</g)].map(([, label]) => Number(label))).toEqual([-10, -5, 0, 5])
  const [, points = ''] = /<polyline class="ours" points="([^"]+)"/.exec(svg) ?? []
  expect(points).toBe('64.0,105.3 506.0,292.0 948.0,12.0')
  expect(svg.match(/class="border"/g)).toHaveLength(2)
})

test('curves that never move have an axis too', () => {
  const svg = equityChart([{ name: 'equity', style: 'ours', time: [from, from + DAY], value: [0, 0] }], stretches)
  expect(svg).not.toMatch(/NaN|Infinity/)
  expect(svg).toContain('>0 %<')
})
