import { describe, expect, test } from 'vitest'
import { filterRows, includesText, listValues, type ListFilter } from '../../web/ui/filter-rows.js'
import { formatSortOrder, parseSortOrder, sortRows } from '../../web/ui/sort-rows.js'

interface Row {
  readonly name: string
  readonly net: string
  readonly bases: readonly string[]
}

const ROWS: readonly Row[] = [
  { name: 'net-10', net: 'MLP', bases: ['btc', 'eth'] },
  { name: 'net-2', net: 'GRU', bases: ['eth'] },
  { name: 'other', net: 'MLP', bases: [] },
]
const FILTERS: readonly ListFilter<Row>[] = [
  { id: 'net', title: 'Net', of: ({ net }) => net },
  { id: 'base', title: 'Base', of: ({ bases }) => bases },
]
const textOf = ({ name, net }: Row): string => `${name} ${net}`
const found = (text: string, values: Readonly<Record<string, string>> = {}): string[] =>
  filterRows(ROWS, { text, values: new Map(Object.entries(values)) }, textOf, FILTERS).map(({ name }) => name)

describe('a list', () => {
  test('is narrowed down by words in any order and by properties, all of which a row has', () => {
    expect(found('')).toEqual(['net-10', 'net-2', 'other'])
    expect(found('mlp NET')).toEqual(['net-10'])
    expect(found('', { base: 'eth' })).toEqual(['net-10', 'net-2'])
    expect(found('net', { base: 'eth', net: 'GRU' })).toEqual(['net-2'])
    expect(found('gru', { net: 'MLP' })).toEqual([])
    expect(includesText('Anything', '  ')).toBe(true)
  })

  test('offers the values that its rows have, by name', () => {
    expect(FILTERS.map((filter) => listValues(ROWS, filter))).toEqual([
      ['GRU', 'MLP'],
      ['btc', 'eth'],
    ])
  })

  test('has an order that an address can hold', () => {
    for (const order of [
      { column: 'gain', descending: true },
      { column: 'name', descending: false },
    ])
      expect(parseSortOrder(formatSortOrder(order))).toEqual(order)
    expect(parseSortOrder('')).toBeUndefined()
    expect(sortRows(ROWS, ({ name }) => name, false).map(({ name }) => name)).toEqual(['net-2', 'net-10', 'other'])
  })
})
