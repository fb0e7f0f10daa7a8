import { stripVTControlCharacters } from 'node:util'
import { array, assert, constantFrom, integer, property, string, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { red, showsColor } from '../../src/cli/style.js'
import { renderTable } from '../../src/cli/table.js'

/** The table as it is printed without colour, and without blanks at the ends of lines. */
function plain(...table: Parameters<typeof renderTable>): string {
  return stripVTControlCharacters(renderTable(...table)).replaceAll(/ +$/gm, '')
}

const names = (...all: string[]): { name: string; align: 'right' }[] =>
  all.map((name) => ({ name, align: 'right' as const }))

describe('renderTable', () => {
  test('what fits in 80 columns has one line a row', () => {
    expect(plain([{ name: 'base' }, { name: 'gain %', align: 'right' }], [['btc', '1.5']])).toBe(
      'base  gain %\nbtc      1.5\n',
    )
  })

  test('names get several lines before the table is cut', () => {
    const wide = Array.from({ length: 6 }, (_, index) => `validation ${index}`)
    expect(plain(names(...wide), [wide.map(() => '1')]).split('\n')).toHaveLength(4)
  })

  test('a table that is too wide becomes several, each with the first column', () => {
    const wide = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(18))
    const blocks = plain(names('base', ...wide), [['btc', ...wide]]).split('\n\n')
    expect(blocks.length).toBeGreaterThan(1)
    for (const block of blocks) {
      expect(block).toMatch(/^base /)
      expect(block).toMatch(/^ btc /m)
    }
    for (const cell of wide) expect(blocks.join('\n')).toContain(cell)
  })

  test('a long text is wrapped by words beside the other columns', () => {
    const text = 'a remark of many words '.repeat(8).trim()
    const table = plain([{ name: 'base' }, { name: 'remarks' }, { name: 'n', align: 'right' }], [['btc', text, '3']])
    expect(table.replaceAll(/\s+/g, ' ')).toContain('a remark of many words')
    expect(table.match(/base/g)).toHaveLength(1)
  })

  test('no line is wider than 80 columns where no cell is, and no cell is lost', () => {
    const cell = string({ minLength: 1, maxLength: 30, unit: constantFrom('a', 'b', '7', '.') })
    const tables = integer({ min: 1, max: 12 }).chain((width) =>
      tuple(
        array(cell, { minLength: width, maxLength: width }),
        array(array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 4 }),
      ),
    )
    assert(
      property(tables, ([head, rows]) => {
        const text = plain(names(...head), rows)
        expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
        for (const one of [...head, ...rows.flat()]) expect(text).toContain(one)
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  test('colours have no width', () => {
    expect(plain([{ name: 'a' }, { name: 'b' }], [[red('xy'), 'z']])).toBe('a   b\nxy  z\n')
  })
})

describe('showsColor', () => {
  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { TERM: 'dumb' }, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('terminal %s with %j: %s', (isTTY, env, expected) => {
    expect(showsColor({ isTTY }, env)).toBe(expected)
  })
})
