import type { FigureColumn, FigureRow, FigureTable as Figures } from '../../src/dashboard/market/api.js'
import type { ComponentChildren } from 'preact'
import { useParam } from '../app/address.js'
import { timeFormat } from '../app/time-format.js'
import { formatAge, formatPrice } from '../ui/format.js'
import { includesText } from '../ui/filter-rows.js'
import { FilterText } from '../ui/list-tools.js'
import { sortRows, type SortOrder } from '../ui/sort-rows.js'
import { ColorDot } from './color-dot.js'
import { figureLevels, type FigureLevel } from './figure-levels.js'
import { GROUP_TITLES, computeLag, figureTone, formatFigure } from './figure-text.js'

interface FigureTableProps {
  readonly figures: Figures
  readonly base: string
  /** The minute that is looked at; undefined: the newest of all bases. */
  readonly focus: number | undefined
  readonly others: readonly string[]
  readonly order: SortOrder | undefined
  readonly colorIndexOf: (base: string) => number
  readonly onSort: (order: SortOrder) => void
  readonly onBase: (base: string) => void
  readonly onCompare: (base: string, compared: boolean) => void
  /** Compares all bases, or none. */
  readonly onCompareAll: (all: boolean) => void
}

/** The order before the reader sorts: what can be traded in size comes first. */
const FIRST_ORDER: SortOrder = { column: 'liquidity', descending: true }
/** Bases from which on there is a field to filter them. */
const MIN_FILTERED = 10

/** How every base stands: a row chooses the base, its box compares it with the chosen one. */
export function FigureTable({ order = FIRST_ORDER, ...rest }: FigureTableProps) {
  const props = { ...rest, order }
  const { figures, onCompareAll } = props
  const { columns } = figures
  const reference = props.focus ?? Math.max(...figures.rows.map(({ time }) => time ?? 0))
  const [filter, setFilter] = useParam('bases.text', '')
  const found = figures.rows.filter(({ base }) => base === props.base || includesText(base, filter.value))
  const rows = sortRows(found, sortOf(columns, order.column, reference), order.descending)
  const levels = levelsByColumn(figures, reference)
  return (
    <div class="scroll figures" tabIndex={0} role="region" aria-label="Key figures of the bases">
      <table>
        <caption class="visually-hidden">
          Key figures of the bases{timeText(figures)}; a row chooses its base, a box compares it
        </caption>
        <thead>
          <GroupRow columns={columns} onCompareAll={onCompareAll} />
          <tr>
            <SortHeader id="base" title="base" tooltip="short name" {...props}>
              {(figures.rows.length > MIN_FILTERED || filter.value !== '') && (
                <FilterText label="filter bases" value={filter.value} onChange={setFilter} />
              )}
            </SortHeader>
            <SortHeader id="close" title="close" tooltip="last price" {...props} />
            {columns.map(({ id, title, tooltip, group }, i) => (
              <SortHeader
                key={id}
                id={id}
                title={title}
                tooltip={tooltip}
                first={columns[i - 1]?.group !== group}
                {...props}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <BaseRow key={row.base} row={row} reference={reference} levels={levels} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** How the present figures of each base stand among those of all, by its name, in the order of columns. */
function levelsByColumn(
  { columns, rows }: Figures,
  reference: number,
): ReadonlyMap<string, readonly (FigureLevel | undefined)[]> {
  const current = rows.filter(({ time }) => time !== null && computeLag(time, reference) === 0)
  const byColumn = columns.map((_, i) => figureLevels(current.map(({ values }) => values[i])))
  return new Map(current.map(({ base }, row) => [base, byColumn.map((levels) => levels[row])]))
}

interface GroupRowProps extends Pick<FigureTableProps, 'onCompareAll'> {
  readonly columns: readonly FigureColumn[]
}

function GroupRow({ columns, onCompareAll }: GroupRowProps) {
  const groups = [...new Set(columns.map(({ group }) => group))]
  return (
    <tr class="groups">
      <td colSpan={2} class="compare">
        compare{' '}
        {[true, false].map((all) => (
          <button
            key={String(all)}
            type="button"
            class="link"
            aria-label={`compare ${all ? 'all' : 'none'}`}
            onClick={() => onCompareAll(all)}
          >
            {all ? 'all' : 'none'}
          </button>
        ))}
      </td>
      {groups.map((group) => (
        <th
          key={group}
          scope="colgroup"
          colSpan={columns.filter((column) => column.group === group).length}
          class="first"
        >
          {GROUP_TITLES[group]}
        </th>
      ))}
    </tr>
  )
}

interface SortHeaderProps extends Pick<FigureTableProps, 'order' | 'onSort'> {
  readonly id: string
  readonly title: string
  readonly tooltip: string
  /** Whether a group begins here. */
  readonly first?: boolean
  /** Beside the title. */
  readonly children?: ComponentChildren
}

function SortHeader({ id, title, tooltip, first, order, onSort, children }: SortHeaderProps) {
  const active = order?.column === id
  const descending = active ? !order.descending : id !== 'base'
  return (
    <th
      scope="col"
      class={`${id === 'base' ? '' : 'right'} ${first ? 'first' : ''}`}
      title={tooltip}
      aria-sort={active ? (order.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        class={`sort ${active ? (order.descending ? 'down' : 'up') : ''}`}
        aria-label={`${title}: ${tooltip}`}
        data-sort={id}
        onClick={() => onSort({ column: id, descending })}
      >
        {title}
      </button>
      {children}
    </th>
  )
}

interface BaseRowProps extends FigureTableProps {
  readonly row: FigureRow
  readonly reference: number
  readonly levels: ReadonlyMap<string, readonly (FigureLevel | undefined)[]>
}

function BaseRow({ row, reference, figures, base, others, colorIndexOf, onBase, onCompare, levels }: BaseRowProps) {
  const isSelected = row.base === base
  const lag = row.time === null ? 0 : computeLag(row.time, reference)
  return (
    <tr
      class={lag > 0 ? 'selectable stale' : 'selectable'}
      data-base={row.base}
      aria-current={isSelected ? 'true' : undefined}
      title={row.error ?? describeRow(row, lag)}
      onClick={() => onBase(row.base)}
    >
      <th scope="row">
        <input
          type="checkbox"
          aria-label={`compare ${row.base}`}
          checked={isSelected || others.includes(row.base)}
          disabled={isSelected}
          onClick={(event) => event.stopPropagation()}
          onChange={(event) => onCompare(row.base, event.currentTarget.checked)}
        />
        {others.includes(row.base) && !isSelected && <ColorDot index={colorIndexOf(row.base)} />}
        <button type="button" class="link" aria-label={`show ${row.base}`}>
          {row.base}
        </button>
        {lag > 0 && <span class="age">{formatAge(lag)} old</span>}
      </th>
      {row.time === null ? (
        <td class="note" colSpan={figures.columns.length + 1}>
          {row.error ?? 'no candles at this time'}
        </td>
      ) : (
        <>
          <td class="right">{row.close === null ? '–' : formatPrice(row.close)}</td>
          {figures.columns.map((column, i) => (
            <td
              key={column.id}
              class={`right ${figures.columns[i - 1]?.group === column.group ? '' : 'first'} ${lag > 0 ? '' : (figureTone(row.values[i], column) ?? levels.get(row.base)?.[i] ?? '')}`}
            >
              {formatFigure(row.values[i], column.unit)}
            </td>
          ))}
        </>
      )}
    </tr>
  )
}

/** Said of a row when the pointer rests on it. */
function describeRow({ base, time, missingSince }: FigureRow, lag: number): string | undefined {
  if (missingSince !== null)
    return `the source has no candles of ${base} since ${timeFormat.value.minute(missingSince)}`
  return lag > 0 && time !== null ? `candles of ${base} end at ${timeFormat.value.minute(time)}` : undefined
}

/** Figures of another time have no place in the order: they come last. */
function sortOf(
  columns: readonly FigureColumn[],
  id: string | undefined,
  reference: number,
): ((row: FigureRow) => number | string | undefined) | undefined {
  if (id === undefined) return undefined
  if (id === 'base') return (row) => row.base
  const isCurrent = ({ time }: FigureRow): boolean => time !== null && computeLag(time, reference) === 0
  if (id === 'close') return (row) => (isCurrent(row) ? (row.close ?? undefined) : undefined)
  const index = columns.findIndex((column) => column.id === id)
  return index < 0 ? undefined : (row) => (isCurrent(row) ? (row.values[index] ?? undefined) : undefined)
}

function timeText({ rows }: Figures): string {
  const times = new Set(rows.flatMap(({ time }) => (time === null ? [] : [time])))
  const [time] = times
  return times.size === 1 && time !== undefined ? ` at ${timeFormat.value.minute(time)}` : ''
}
