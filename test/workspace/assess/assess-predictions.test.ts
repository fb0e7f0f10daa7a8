import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { UserError, messageOf } from '../../../src/core/errors.js'
import type { AssessRequest } from '../../../src/workspace/assess/request.js'
import type { AssessResult } from '../../../src/workspace/assess/result.js'
import { openWorkspace } from '../../../src/workspace/index.js'
import { goldenMatrixJson, goldenPredictionsCsv } from '../../support/golden-predictions.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const grid = z.array(z.array(z.number()))
const golden = z.looseObject({ gain: grid, count: grid, confusion: grid })

/** Assesses a file with this text, in a folder of its own. */
async function assess(text: string, request: AssessRequest = {}, yaml = ''): Promise<AssessResult> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'followupward.yaml'), yaml)
  await writeFile(join(folder, 'predictions.csv'), text)
  const workspace = await openWorkspace(folder)
  try {
    return await workspace.assess({ predictions: 'predictions.csv', ...request })
  } finally {
    await workspace.close()
  }
}

const HEADER = 'timestamp,close,target,hold,buy,sell'
const line = (minute: number, rest = '10,0,0.2,0.5,0.3'): string => `${1_690_848_000_000 + 60_000 * minute},${rest}`

test('a file gives the reference matrix, and its best cell in hindsight', async () => {
  const { assessment, gain, source } = await assess(await goldenPredictionsCsv())
  const { matrix } = assessment
  const expected = golden.parse(await goldenMatrixJson())
  expect(matrix.count).toEqual(expected.count)
  expect(matrix.confusion).toEqual(expected.confusion)
  expect(matrix.fee).toBe(0.001)
  const gains = expected.gain.flat()
  matrix.gain.flat().forEach((one, cell) => expect(Math.abs(one - (gains[cell] ?? Number.NaN))).toBeLessThan(1e-6))
  expect(matrix.best).toMatchObject({ count: 21, buyThreshold: 0.9, sellThreshold: 0.9 })
  expect(gain).toBeCloseTo(matrix.best.gain, 9)
  expect(source).toMatchObject({ name: 'predictions.csv', usedForSelection: 'unknown', cellChosenBy: 'hindsight' })
})

test('the fee is the configured one', async () => {
  const { assessment } = await assess(await goldenPredictionsCsv(), {}, 'fees: { taker: 0 }\n')
  expect(assessment.matrix.fee).toBe(0)
  expect(assessment.matrix.best.gain).toBeGreaterThan(0)
})

test('bases may be mixed, and a gap in time ends a range', async () => {
  const rows = [0, 1, 2, 10, 11].flatMap((minute) => [
    `${line(minute, '10,0,0,1,0')},BTC`,
    `${line(minute, `${10 + minute},1,0,1,0`)},eth`,
  ])
  const text = [`${HEADER},base`, ...rows].join('\n')
  const all = await assess(text)
  expect(all.assessment.matrix.bases.map((base) => [base.base, base.count[0]?.[0]])).toEqual([
    ['btc', 2],
    ['eth', 2],
  ])
  const one = await assess(text, { bases: ['eth'] })
  expect(one.assessment.matrix.count[0]?.[0]).toBe(2)
  await expect(assess(text, { bases: ['sol'] })).rejects.toThrow(/no rows of base sol; there are: btc, eth/)
})

test('a header with a byte order mark, quotes, tabs and further columns is read', async () => {
  const text = `\uFEFF"timestamp"\t"close"\t"note"\t"target"\t"hold"\t"buy"\t"sell"\r\n1690848000000\t10\tx\t0\t1\t0\t0\r\n`
  expect((await assess(text)).assessment.overall.rows).toBe(1)
})

describe('bad input is one clear line that names the place and the value', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [
      'text in a price',
      `${HEADER}\n${line(0)}\n${line(1, 'abc,0,1,0,0')}\n`,
      /line 3: close is "abc", expected a price/,
    ],
    [
      'NaN in a score',
      `${HEADER}\n${line(0, '10,0,NaN,0,0')}\n`,
      /line 2: hold is "NaN", expected a score from 0 to 1/,
    ],
    ['an empty score', `${HEADER}\n${line(0, '10,0,1,,0')}\n`, /line 2: buy is "", expected a score/],
    ['a score above 1', `${HEADER}\n${line(0, '10,0,0,0,1.2')}\n`, /line 2: sell is "1.2", expected a score/],
    ['an unknown class', `${HEADER}\n${line(0, '10,3,0,0,1')}\n`, /line 2: target is "3", expected 0 \(hold\)/],
    ['a price of zero', `${HEADER}\n${line(0, '0,1,0,0,1')}\n`, /line 2: close is "0", expected a price above 0/],
    ['time going backwards', `${HEADER}\n${line(5)}\n${line(4)}\n`, /line 3: timestamp is 1690848240000, not after/],
    ['a time twice', `${HEADER}\n${line(5)}\n${line(5)}\n`, /line 3: timestamp is 1690848300000, not after/],
    ['seconds for milliseconds', `${HEADER}\n1690848001,1,0,1,0,0\n`, /line 2: timestamp is "1690848001", expected/],
    ['a column missing', 'timestamp,close,hold,buy,sell\n', /no column target; expected the columns/],
    ['a torn last line', `${HEADER}\n${line(0)}\n1690848060000,1\n`, /line 3: 2 fields, expected 6/],
    ['a torn quote', `${HEADER}\n"16908`, /not valid csv/],
    ['nothing', '', /no rows of predictions/],
    ['a header alone', `${HEADER}\n`, /no rows of predictions/],
  ]
  test.each(cases)('%s', async (_name, text, expected) => {
    const failure = await assess(text).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(UserError)
    expect(messageOf(failure)).toMatch(expected)
    expect(messageOf(failure)).not.toContain('\n')
  })

  const requests: readonly (readonly [AssessRequest, RegExp])[] = [
    [{}, /nothing to assess/],
    [{ classifier: 'mlp-1', predictions: 'p.csv' }, /give one of the two/],
    [{ predictions: 'missing.csv' }, /missing\.csv does not exist/],
    [{ predictions: 'folder' }, /is a folder/],
    [{ predictions: 'p.csv', buy: 0.7 }, /^buy chooses half a cell; give both buy and sell/],
    [{ predictions: 'p.csv', buy: 0.75, sell: 0.8 }, /^buy is 0.75: allowed are 0.3/],
    [{ predictions: 'p.csv', set: 'test' }, /^set chooses among a classifier’s sets/],
  ]
  test.each(requests)('%j', async (request, expected) => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'folder'))
    const workspace = await openWorkspace(folder)
    await expect(workspace.assess(request)).rejects.toThrow(expected)
    await workspace.close()
  })
})
