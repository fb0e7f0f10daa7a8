import { expect, test } from 'vitest'
import { MAX_QUOTE_AGE, quotedSpreads } from '../../../src/assessment/spreads/quoted-spreads.js'
import { alwaysOpen } from '../../../src/core/calendar.js'
import { allocateQuotes } from '../../../src/store/quotes/quotes.js'

const calendar = alwaysOpen()

test('a row has the spread of the last quote before its open, until that is too old', () => {
  const quotes = allocateQuotes({ calendar, first: 100, rows: 10 })
  for (const [row, ask] of [
    [0, 101],
    [1, 103],
    [9, 105],
  ] as const) {
    quotes.bid[row] = 99
    quotes.ask[row] = ask
  }
  const spreads = quotedSpreads(quotes, { calendar, first: 99, rows: 14 })
  const [first, second, third] = [2 / 100, 4 / 101, 6 / 102]
  const expected = Array.from({ length: 14 }, () => Number.NaN)
  // Minute 100 has a quote, which is known at the open of 101; that of 101 replaces it.
  expected[2] = first
  for (let row = 3; row < 3 + MAX_QUOTE_AGE; row++) expected[row] = second
  for (let row = 11; row < 14; row++) expected[row] = third
  expect([...spreads]).toEqual(expected)
})

test('a row never has the spread of its own minute or a later one', () => {
  const quotes = allocateQuotes({ calendar, first: 10, rows: 2 })
  quotes.bid.fill(99)
  quotes.ask.fill(101)
  expect([...quotedSpreads(quotes, { calendar, first: 9, rows: 2 })]).toEqual([Number.NaN, Number.NaN])
})

test('without quotes nothing is known', () => {
  expect([...quotedSpreads(undefined, { calendar, first: 0, rows: 2 })]).toEqual([Number.NaN, Number.NaN])
})
