import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { makeVerdict } from '../../src/assessment/verdict/make-verdict.js'
import { verdictText } from '../../src/cli/verdict/verdict-text.js'
import { scoredMarket } from '../support/scored-market.js'

const options = {
  trading: { fee: 0.0001 },
  trials: [],
  horizon: 10,
  seed: 1,
  draws: 100,
  cell: { buyThreshold: 0.5, sellThreshold: 0.5 },
}

describe('the text of a verdict', () => {
  const verdict = makeVerdict({ ...options, selection: [scoredMarket({ days: 20, seed: 1, edge: 0.4 })] })

  test('has every word of its sentences on lines of at most 80 columns', () => {
    const plain = stripVTControlCharacters(verdictText(verdict))
    expect(Math.max(...plain.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(plain.split(/\s+/).join(' ').trim()).toBe(verdict.sentences.join(' '))
  })

  test('is amber on the days that selected it, green for an edge on others, red for none', () => {
    expect(verdictText({ ...verdict, status: 'edge', optimistic: true })).toContain('\u001B[33m')
    expect(verdictText({ ...verdict, status: 'edge', optimistic: false })).toContain('\u001B[32m')
    expect(verdictText({ ...verdict, status: 'noEdge', optimistic: false })).toContain('\u001B[31m')
    expect(verdictText({ ...verdict, status: 'cannotBeSaid', optimistic: false })).toContain('\u001B[33m')
  })
})
