import type { CellEntry, FitEntry } from '../../store/ledger/ledger-entries.js'
import { marketRangesText, type MarketRange } from '../../store/ledger/market-ranges.js'
import { countFits, type LedgerResult } from '../../workspace/ledger/result.js'
import { createTimeFormat, type TimeFormat } from '../../workspace/time-format.js'
import type { CommandCall } from '../request-command.js'
import { renderTable, type TableColumn } from '../table.js'

const FIT_COLUMNS: readonly TableColumn[] = [
  { name: 'fit' },
  { name: 'classifier' },
  { name: 'epochs', align: 'right' },
  { name: 'gain', align: 'right' },
  { name: 'trades', align: 'right' },
  { name: 'buy', align: 'right' },
  { name: 'sell', align: 'right' },
]
const LOOK_COLUMNS: readonly TableColumn[] = [{ name: 'look' }, { name: 'by' }, { name: 'of' }, { name: 'minutes' }]
/** Fits and looks that are shown: the latest. */
const MAX_ROWS = 20

/** What the workspace has counted, for people: the latest fits and looks, and what of the test ranges is open. */
export function ledgerText(ledger: LedgerResult, { context }: CommandCall): string {
  const time = createTimeFormat(context.workspace.config.timeZone)
  const { fits, cells, walkForwards, looks, sealed, opened, damagedLines } = ledger
  const assessed = cells.filter(({ fit }) => fit === undefined).length
  const summary = `${countText(countFits(ledger), 'fit')}, ${countText(assessed, 'cell')} looked at by assessments, ${countText(walkForwards.length, 'walk-forward')}, ${countText(looks.length, 'look')} at test sets`
  return [
    `${summary}\n`,
    fits.length > 0 ? `${latestText(fits.length)}${renderTable(FIT_COLUMNS, fitRows(ledger, time))}` : '',
    looks.length > 0
      ? renderTable(
          LOOK_COLUMNS,
          looks
            .slice(-MAX_ROWS)
            .map((one) => [time.minute(one.time), one.look, one.subject, marketRangesText(one.ranges)]),
        )
      : '',
    rangesText('Test ranges so far', sealed),
    rangesText('Opened of them', opened),
    damagedLines > 0
      ? `${countText(damagedLines, 'line')} of ${ledger.folder} cannot be read: a process was killed while it wrote, or a hand changed it\n`
      : '',
  ].join('')
}

function latestText(count: number): string {
  return count > MAX_ROWS ? `The latest ${MAX_ROWS}:\n` : ''
}

function fitRows({ fits, cells }: LedgerResult, time: TimeFormat): string[][] {
  const cellOf = new Map(cells.flatMap((cell) => (cell.fit === undefined ? [] : [[cell.fit, cell] as const])))
  return fits.slice(-MAX_ROWS).map((fit) => fitRow(fit, cellOf.get(fit.id), time))
}

function fitRow(fit: FitEntry, cell: CellEntry | undefined, time: TimeFormat): string[] {
  const head = [time.minute(fit.time), fit.classifier]
  if (!cell) return [...head, 'stopped', '–', '–', '–', '–']
  const { epochs, gain, count, buyThreshold, sellThreshold, isRejected } = cell
  const thresholds = isRejected ? ['none', 'none'] : [String(buyThreshold), String(sellThreshold)]
  return [...head, String(epochs), `${(100 * gain).toFixed(2)} %`, String(count), ...thresholds]
}

function rangesText(title: string, ranges: readonly MarketRange[]): string {
  return ranges.length > 0 ? `${title}: ${marketRangesText(ranges)}\n` : ''
}

function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
