import Table from 'cli-table3'
import { stripVTControlCharacters } from 'node:util'
import { bold } from './style.js'

export interface TableColumn {
  readonly name: string
  readonly align?: 'left' | 'right'
}

/** Characters of a line, as terminals begin. */
const WIDTH = 80
const SPACE = 2
/** Characters that sentences need in a line to be read, and a few words. */
const MIN_TEXT = 30
const MIN_WRAPPED = 9

const BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(SPACE),
}

/** A column with its cells, as wide as it has to be. */
interface Cells extends TableColumn {
  readonly cells: readonly string[]
  readonly width: number
}

/**
 * A plain table without side borders, for a terminal of 80 columns. Numbers should be formatted and right-aligned by the caller.
 * In a table that is too wide the widest texts get several lines, or the names do, then texts as well; one that still is becomes
 * several, each with the first column.
 */
export function renderTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const wide = columns.map((column, index) => measure(column, index, rows, column.name.length))
  if (widthOf(wide) <= WIDTH) return renderBlock(wide, rows.length)
  const wrapped = wrapWidest(wide, MIN_TEXT)
  if (widthOf(wrapped) <= WIDTH) return renderBlock(wrapped, rows.length)
  const narrow = columns.map((column, index) => measure(column, index, rows, longestWord(column.name)))
  return blocksOf(wrapWidest(narrow, MIN_WRAPPED))
    .map((block) => renderBlock(widenNames(block), rows.length))
    .join('\n')
}

function measure(column: TableColumn, index: number, rows: readonly (readonly string[])[], nameWidth: number): Cells {
  const cells = rows.map((row) => row[index] ?? '')
  return { ...column, cells, width: Math.max(nameWidth, ...cells.map(lengthOf)) }
}

function lengthOf(cell: string): number {
  return stripVTControlCharacters(cell).length
}

/** The widest column of texts in several lines, where the table fits by that and lines stay long enough to be read. */
function wrapWidest(columns: readonly Cells[], min: number): Cells[] {
  const widest = columns
    .filter(({ align = 'left' }, index) => align === 'left' && index > 0)
    .reduce<Cells | undefined>((best, column) => (best && best.width >= column.width ? best : column), undefined)
  const width = (widest?.width ?? 0) - Math.max(0, widthOf(columns) - WIDTH)
  if (!widest || width < min) return [...columns]
  const cells = widest.cells.map((cell) => wrapWords(cell, width).join('\n'))
  if (cells.some((cell) => cell.split('\n').some((line) => lengthOf(line) > width))) return [...columns]
  return columns.map((column) => (column === widest ? { ...column, cells, width } : column))
}

function widthOf(columns: readonly Cells[]): number {
  return columns.reduce((sum, { width }) => sum + width + SPACE, -SPACE)
}

/** The columns in as few tables as fit, from the left; a single column that is too wide stays so. */
function blocksOf(columns: readonly Cells[]): Cells[][] {
  const [first, ...others] = columns
  if (!first) return []
  const blocks: Cells[][] = [[first]]
  for (const column of others) {
    const block = blocks.at(-1) ?? []
    if (widthOf([...block, column]) <= WIDTH || block.length === 1) block.push(column)
    else blocks.push([first, column])
  }
  return blocks
}

/** Names get back into one line where there is room, from the left. */
function widenNames(columns: readonly Cells[]): Cells[] {
  let room = WIDTH - widthOf(columns)
  return columns.map((column) => {
    const more = column.name.length - column.width
    if (more <= 0 || more > room) return column
    room -= more
    return { ...column, width: column.name.length }
  })
}

function renderBlock(columns: readonly Cells[], rows: number): string {
  const table = new Table({
    head: columns.map(({ name, width }) => wrapWords(name, width).map(bold).join('\n')),
    colAligns: columns.map(({ align = 'left' }) => align),
    chars: BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  })
  for (let row = 0; row < rows; row++) table.push(columns.map(({ cells }) => cells[row] ?? ''))
  return `${table.toString()}\n`
}

function longestWord(name: string): number {
  return Math.max(...name.split(' ').map((word) => word.length))
}

/** Lines of at most `width` characters; a longer word is a line of its own. */
function wrapWords(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && lengthOf(line) + 1 + lengthOf(word) <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}
