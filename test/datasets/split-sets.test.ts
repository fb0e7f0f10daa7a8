import { describe, expect, test } from 'vitest'
import { parseSplitSets } from '../../src/datasets/split-sets.js'

const at = (iso: string): number => Date.parse(iso)

describe('split sets', () => {
  test('tabs or commas, header or none, several ranges a set, ends inclusive', () => {
    const tabs = parseSplitSets(
      'set_type\tstart\tend\ntraining\t2023-08-01 00:00:00+00:00\t2023-08-31T23:59Z\n\n# later\nvalidation\t2023-10-01\t2023-10-31\ntraining\t2023-07-01\t2023-07-02\n',
      'sets.csv',
    )
    expect(tabs.training).toEqual([
      { from: at('2023-07-01T00:00Z'), to: at('2023-07-03T00:00Z') },
      { from: at('2023-08-01T00:00Z'), to: at('2023-09-01T00:00Z') },
    ])
    expect(tabs.validation).toEqual([{ from: at('2023-10-01T00:00Z'), to: at('2023-11-01T00:00Z') }])
    expect(tabs.test).toEqual([])
    const commas = parseSplitSets('end,set_type,start\r\n2023-08-02T10:30,test,2023-08-02T10:30\r\n', 'sets.csv')
    expect(commas.test).toEqual([{ from: at('2023-08-02T10:30Z'), to: at('2023-08-02T10:31Z') }])
  })

  test.each([
    ['', /sets\.csv: no sets in it/],
    ['set_type,start,end\n', /no sets in it/],
    [
      'training,2023-08-01,2023-08-02\nvalidate,2023-09-01,2023-09-02',
      /line 2: the set type is validate: allowed are training, validation, test/,
    ],
    ['training,2023-08-01', /line 1: .*expected set_type, start and end/],
    ['training,2023-08-01,soon', /line 1: the end is soon: expected an ISO time/],
    ['training,2023-02-30,2023-03-02', /line 1: the start is 2023-02-30/],
    ['training,2023-08-02,2023-08-01', /line 1: the end 2023-08-01 is before the start 2023-08-02/],
    ['set_type,begin,end\ntraining,2023-08-01,2023-08-02', /line 1: the header is .* expected set_type,start,end/],
    [
      '# mine\nvalidation,2023-08-31,2023-09-02\ntraining,2023-08-01,2023-08-31',
      /line 3: training overlaps validation of line 2 from 2023-08-31T00:00Z to 2023-08-31T23:59Z/,
    ],
    [
      'test,2023-08-01,2023-08-03T00:00\ntest,2023-08-03,2023-08-04',
      /line 2: test overlaps test of line 1 from 2023-08-03T00:00Z to 2023-08-03T00:00Z/,
    ],
  ])('refuses %j in one line', (text, message) => {
    expect(() => parseSplitSets(text, 'sets.csv')).toThrow(message)
    expect(() => parseSplitSets(text, 'sets.csv')).toThrow(/^[^\n]*$/)
  })
})
