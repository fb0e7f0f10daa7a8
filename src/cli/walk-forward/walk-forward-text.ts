import { chanceLines, headLines } from '../../workspace/walk-forward/result-lines.js'
import { basesTable, monthsTable, windowsTable, type ResultTable } from '../../workspace/walk-forward/result-tables.js'
import type { WalkForwardResult } from '../../workspace/walk-forward/result.js'
import { renderTable } from '../table.js'
import { verdictText } from '../verdict/verdict-text.js'

/** What `walk-forward` prints for people: the verdict first. */
export function walkForwardText(result: WalkForwardResult): string {
  const months = monthsTable(result)
  return [
    verdictText(result.verdict),
    `${headLines(result).join('\n')}\n`,
    tableText(windowsTable(result)) + omittedText(result),
    `By month of the sale: gain in %, and trades\n${months.rows.length > 0 ? tableText(months) : 'No trade was made\n'}`,
    tableText(basesTable(result)) +
      chanceLines(result)
        .map((line) => `${line}\n`)
        .join(''),
  ].join('\n')
}

function tableText({ columns, rows }: ResultTable): string {
  return renderTable(columns, rows)
}

function omittedText({ omitted }: WalkForwardResult): string {
  if (omitted.length === 0) return ''
  const numbers = omitted.map(({ number }) => number).join(', ')
  return `Left out, since they would look at sealed minutes: window ${numbers} (--open-test-set opens them)\n`
}
