import { expect, test } from 'vitest'
import { buildReport, type ReportInput } from '../../../src/assessment/report/build-report.js'
import { renderReport } from '../../../src/assessment/report/render-page.js'
import { openPackedCells } from '../../../web/reports/assessment/packed-cells.js'
import { backgroundReport } from '../../support/background-report.js'

test('best and worst trades have the numbers of the page’s list, the extreme first', () => {
  const report = buildReport(backgroundReport())
  const listed = openPackedCells(report).trades({ base: null, cell: report.view.cell }) ?? []
  const { bestTrades = [], worstTrades = [] } = report.background.attribution ?? {}
  const gains = listed.map(({ gain }) => gain).sort((a, b) => b - a)
  expect(new Set(listed.map(({ base }) => base)).size).toBe(2)
  expect(bestTrades.map(({ gain }) => gain)).toEqual(gains.slice(0, 10))
  expect(worstTrades.map(({ gain }) => gain)).toEqual(gains.slice(-10).reverse())
  for (const trade of [...bestTrades, ...worstTrades]) {
    const found = listed.find(({ number }) => number === trade.number)
    expect(found).toEqual({ ...trade, gain: found?.gain })
    expect(found?.gain).toBeCloseTo(trade.gain, 12)
  }
})

test('what the assessment says of costs, regimes, baselines and others stands in the file unchanged', () => {
  const input = backgroundReport()
  const { attribution, baselines, importance, comparison } = input
  const [, json = ''] =
    /id="report-data">(.*?)<\/script>/s.exec(renderReport(buildReport(input), { script: '', style: '' })) ?? []
  const data: unknown = JSON.parse(json)
  expect(data).toMatchObject({
    background: {
      attribution: {
        costs: attribution?.costs,
        capacity: attribution?.capacity,
        concentration: attribution?.concentration,
        regimes: attribution?.regimes,
        skill: { brier: attribution?.calibration.brier },
      },
      baselines,
      importance,
      comparison,
    },
  })
})

test('what was not wanted is left out', () => {
  const { attribution: _, baselines: __, importance: ___, comparison: ____, ...rest } = backgroundReport()
  const plain: ReportInput = rest
  expect(buildReport(plain).background).toEqual({})
})
