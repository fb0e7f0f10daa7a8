import type { BaseSummary } from '../../workspace/rows/base-rows.js'
import { formatCount, reasonsText, type SplitRows } from '../../workspace/rows/split-rows.js'
import { renderTable } from '../table.js'

/** A table of set sizes, classes and dropped rows, one line a base and set. */
export function setsTable(sets: readonly SplitRows<BaseSummary>[], classes: readonly string[]): string {
  return renderTable(
    [
      { name: 'set' },
      { name: 'base' },
      { name: 'rows', align: 'right' },
      ...classes.map((name) => ({ name, align: 'right' as const })),
      { name: 'not used' },
    ],
    sets.map(({ type, loaded, rows, classCounts }) => [
      type,
      loaded.base.name,
      formatCount(rows.rows),
      ...classCounts.map(formatCount),
      reasonsText(rows),
    ]),
  )
}
