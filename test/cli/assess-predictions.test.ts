import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { goldenMatrixJson, goldenPredictionsCsv } from '../support/golden-predictions.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const grid = z.array(z.array(z.number()))
const document = z.looseObject({
  thresholds: z.array(z.number()),
  fee: z.number(),
  gain: grid,
  count: grid,
  confusion: grid,
  best: z.strictObject({ gain: z.number(), count: z.number(), buyThreshold: z.number(), sellThreshold: z.number() }),
  bases: z.array(z.looseObject({ base: z.string(), count: grid })),
})
const golden = document.partial({ best: true, bases: true })

/** Runs `assess --predictions` on a file with this text, in a folder of its own. */
async function assessText(text: string, ...options: readonly string[]): Promise<{ io: FakeIo; code: number }> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'predictions.csv'), text)
  const io = fakeIo(folder)
  const code = await run(['assess', '--predictions', 'predictions.csv', ...options], io)
  return { io, code }
}

const HEADER = 'timestamp,close,target,hold,buy,sell'
const line = (minute: number, rest = '10,0,0.2,0.5,0.3'): string => `${1_690_848_000_000 + 60_000 * minute},${rest}`

test('--json prints the reference matrix and nothing else', async () => {
  const { io, code } = await assessText(await goldenPredictionsCsv(), '--json')
  expect(io.stderr()).toBe('')
  expect(code).toBe(0)
  const printed = document.parse(JSON.parse(io.stdout()))
  const expected = golden.parse(await goldenMatrixJson())
  expect(printed.count).toEqual(expected.count)
  expect(printed.confusion).toEqual(expected.confusion)
  expect(printed.fee).toBe(0.001)
  const gains = expected.gain.flat()
  printed.gain.flat().forEach((gain, cell) => expect(Math.abs(gain - (gains[cell] ?? Number.NaN))).toBeLessThan(1e-6))
  expect(printed.best).toMatchObject({ count: 21, buyThreshold: 0.9, sellThreshold: 0.9 })
})

test('the text fits a terminal of 100 columns and shows matrix, comparison and events', async () => {
  const { io, code } = await assessText(await goldenPredictionsCsv(), '--buy', '0.7', '--sell', '0.8')
  expect(code).toBe(0)
  expect(
    Math.max(
      ...io
        .stdout()
        .split('\n')
        .map((text) => text.length),
    ),
  ).toBeLessThanOrEqual(100)
  expect(io.stdout()).toContain('-9.68')
  expect(io.stdout()).toMatch(/buy 0.7 sell 0.8, as asked for/)
  expect(io.stdout()).toMatch(/sell +7 +31 +115 +153 +\d+/)
})

test('a report that cannot be written names the option', async () => {
  const { io, code } = await assessText(`${HEADER}\n${line(0)}\n`, '--html', 'predictions.csv/report.html')
  expect(code).not.toBe(0)
  expect(io.stderr()).toMatch(/--html .*report\.html cannot be written: a part of the path is a file/)
  expect(io.stdout()).toBe('')
})

test('the fee is the configured one', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'followupward.yaml'), 'fees: { taker: 0 }\n')
  await writeFile(join(folder, 'p.csv'), await goldenPredictionsCsv())
  const io = fakeIo(folder)
  expect(await run(['assess', '--predictions', 'p.csv', '--json'], io)).toBe(0)
  const printed = document.parse(JSON.parse(io.stdout()))
  expect(printed.fee).toBe(0)
  expect(printed.best.gain).toBeGreaterThan(0)
})

test('bases may be mixed, and a gap in time ends a range', async () => {
  const rows = [0, 1, 2, 10, 11].flatMap((minute) => [
    `${line(minute, '10,0,0,1,0')},BTC`,
    `${line(minute, `${10 + minute},1,0,1,0`)},eth`,
  ])
  const text = [`${HEADER},base`, ...rows].join('\n')
  const all = await assessText(text, '--json')
  const printed = document.parse(JSON.parse(all.io.stdout()))
  expect(printed.bases.map((base) => [base.base, base.count[0]?.[0]])).toEqual([
    ['btc', 2],
    ['eth', 2],
  ])
  const one = await assessText(text, '--json', '--base', 'eth')
  expect(document.parse(JSON.parse(one.io.stdout())).count[0]?.[0]).toBe(2)
  const none = await assessText(text, '--base', 'sol')
  expect(none.io.stderr()).toMatch(/no rows of base sol; there are: btc, eth/)
})

test('a header with a byte order mark, quotes, tabs and further columns is read', async () => {
  const text = `\uFEFF"timestamp"\t"close"\t"note"\t"target"\t"hold"\t"buy"\t"sell"\r\n1690848000000\t10\tx\t0\t1\t0\t0\r\n`
  const { io, code } = await assessText(text, '--json')
  expect(io.stderr()).toBe('')
  expect(code).toBe(0)
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
    const { io, code } = await assessText(text, '--json')
    expect(code).toBe(1)
    expect(io.stdout()).toBe('')
    expect(io.stderr()).toMatch(expected)
    expect(io.stderr().trimEnd().split('\n')).toHaveLength(1)
  })

  const usage: readonly (readonly [readonly string[], RegExp])[] = [
    [['assess'], /nothing to assess/],
    [['assess', 'mlp-1', '--predictions', 'p.csv'], /give one of the two/],
    [['assess', '--predictions', 'missing.csv'], /missing\.csv does not exist/],
    [['assess', '--predictions', 'folder'], /is a folder/],
    [['assess', '--predictions', 'p.csv', '--buy', '0.7'], /give both --buy and --sell/],
    [['assess', '--predictions', 'p.csv', '--buy', '0.75', '--sell', '0.8'], /--buy is 0.75: allowed are 0.3/],
    [['assess', 'mlp-1', '--set', 'future'], /--set is future: allowed are training, validation, test/],
  ]
  test.each(usage)('%j', async (args, expected) => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'folder'))
    const io = fakeIo(folder)
    expect(await run(args, io)).toBe(1)
    expect(io.stderr()).toMatch(expected)
  })
})
