import type { Ceiling } from '../../../src/assessment/definitions/label-ceiling.js'
import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { createElement } from '../dom.js'
import { formatSignedPercent, formatPercent, formatInteger } from '../format.js'
import { createTile, type Tile } from '../tile.js'
import { totalsOf, type TargetState } from './target-state.js'

/** How much evidence there is, and what following it would bring at most, of the chosen base or of all. */
export function createTargetTiles(report: TargetReport, state: TargetState): HTMLElement {
  const list = createElement('dl', { class: 'tiles', id: 'figures', 'aria-live': 'polite' })
  state.watch(({ base }) => list.replaceChildren(...createTiles(report, base).map(createTile)))
  return list
}

function createTiles(report: TargetReport, base: string | undefined): Tile[] {
  const totals = totalsOf(report, base)
  const { classes } = report.definition
  const sum = (label: number, key: 'rows' | 'separate' | 'events'): number =>
    totals.reduce((total, { runs }) => total + (runs[label]?.[key] ?? 0), 0)
  const rows = classes.reduce((total, _, label) => total + sum(label, 'rows'), 0)
  const rarest = classes
    .map((name, label) => ({
      name,
      rows: sum(label, 'rows'),
      events: sum(label, 'events'),
      separate: sum(label, 'separate'),
    }))
    .toSorted((a, b) => a.rows - b.rows)[0]
  return [
    {
      label: 'Rows',
      value: formatInteger(rows),
      remark: `in ${totals.length === 1 ? 'one set' : `${totals.length} sets`}`,
    },
    {
      label: `Rarest class: ${rarest?.name ?? '–'}`,
      value: formatPercent((rarest?.rows ?? 0) / Math.max(1, rows), 2),
      remark: `${formatInteger(rarest?.rows ?? 0)} rows in ${formatInteger(rarest?.events ?? 0)} runs`,
    },
    {
      label: `Separate labels: ${rarest?.name ?? '–'}`,
      value: formatInteger(rarest?.separate ?? 0),
      remark: 'no two share a minute',
    },
    ...createCeilingTiles(totals.flatMap(({ ceiling }) => ceiling ?? [])),
  ]
}

function createCeilingTiles(ceilings: readonly Ceiling[]): Tile[] {
  if (ceilings.length === 0) return [{ label: 'Ceiling', value: '–', remark: 'the classes are no trades' }]
  const sum = (value: (ceiling: Ceiling) => number): number => ceilings.reduce((total, one) => total + value(one), 0)
  const [free, paid, hold] = [sum((one) => one.free.gain), sum((one) => one.paid.gain), sum((one) => one.buyAndHold)]
  const trades = sum((one) => one.paid.trades)
  return [
    createGainTile('Ceiling without fees', free, `in ${formatInteger(trades)} trades on the labels`),
    createGainTile(
      'Ceiling after fees',
      paid,
      trades > 0 ? `${formatSignedPercent(paid / trades)} a trade` : 'no trades',
    ),
    createGainTile('Buy and hold', hold, 'the same time, after fees'),
  ]
}

function createGainTile(label: string, gain: number, remark: string): Tile {
  return { label, value: formatSignedPercent(gain, 1), remark, tone: gain > 0 ? 'gain' : gain < 0 ? 'loss' : undefined }
}
