import { useRef } from 'preact/hooks'
import type { TargetedKeyboardEvent } from 'preact'
import type { AssessmentView, MatrixFigures, Thresholds } from '../../../src/assessment/view/assessment-view.js'
import { setParams } from '../../app/address.js'
import { formatSignedPercent } from '../../ui/format.js'
import { isSameCell } from './cell-origin.js'
import { NO_TRADE } from './trade-query.js'

interface HeatMapProps {
  readonly matrix: AssessmentView
  readonly figures: MatrixFigures
  readonly cell: Thresholds
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Gain and number of trades of every pair of thresholds; a cell is a button, and arrow keys move between them. */
export function HeatMap({ matrix, figures, cell }: HeatMapProps) {
  const { thresholds } = matrix
  const grid = useRef<HTMLDivElement>(null)
  const move = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const step = STEPS[event.key]
    const { target } = event
    if (!step || !(target instanceof HTMLElement)) return
    const [buy, sell] = [Number(target.dataset['buy']) + step[0], Number(target.dataset['sell']) + step[1]]
    const next = grid.current?.querySelector<HTMLElement>(`[data-buy="${buy}"][data-sell="${sell}"]`)
    if (!next) return
    event.preventDefault()
    next.focus()
  }
  return (
    <>
      <div class="heat" role="group" aria-label="gain by buy and sell threshold" ref={grid} onKeyDown={move}>
        <span class="corner">buy \ sell</span>
        {thresholds.map((threshold) => (
          <span key={threshold} class="axis">
            {threshold}
          </span>
        ))}
        {thresholds.map((buyThreshold, buy) => [
          <span key={`row${buy}`} class="axis">
            {buyThreshold}
          </span>,
          ...thresholds.map((sellThreshold, sell) => (
            <Cell
              key={`${buy} ${sell}`}
              place={{ buy, sell }}
              thresholds={{ buyThreshold, sellThreshold }}
              matrix={matrix}
              figures={figures}
              isSelected={isSameCell(cell, { buyThreshold, sellThreshold })}
            />
          )),
        ])}
      </div>
      <p class="legend note">
        <i class="swatch tone-loss" aria-hidden="true" /> loss <i class="swatch tone-gain" aria-hidden="true" /> gain
        <span class="ring selected" aria-hidden="true" /> selected
        {matrix.cell.selectedBy === 'validation' && (
          <>
            <span class="ring preferred" aria-hidden="true" /> selected by the validation set
          </>
        )}
      </p>
    </>
  )
}

interface CellProps {
  /** Indices of the thresholds. */
  readonly place: { readonly buy: number; readonly sell: number }
  readonly thresholds: Thresholds
  readonly matrix: AssessmentView
  readonly figures: MatrixFigures
  readonly isSelected: boolean
}

function Cell({ place: { buy, sell }, thresholds, matrix, figures, isSelected }: CellProps) {
  const gain = figures.gain[buy]?.[sell] ?? 0
  const count = figures.count[buy]?.[sell] ?? 0
  const highest = Math.max(1e-9, ...figures.gain.flat().map(Math.abs))
  const isPreferred = matrix.cell.selectedBy === 'validation' && isSameCell(matrix.cell, thresholds)
  const tone = gain > 0 ? 'up' : gain < 0 ? 'down' : ''
  return (
    <button
      type="button"
      class={`cell ${tone} ${isPreferred ? 'preferred' : ''}`}
      data-buy={buy}
      data-sell={sell}
      aria-pressed={isSelected}
      tabIndex={isSelected ? 0 : -1}
      style={{ '--strength': `${Math.round(8 + 52 * Math.sqrt(Math.abs(gain) / highest))}%` }}
      onClick={() =>
        setParams(
          {
            buy: String(thresholds.buyThreshold),
            sell: String(thresholds.sellThreshold),
            ...NO_TRADE,
          },
          true,
        )
      }
    >
      <span class="visually-hidden">
        buy at {thresholds.buyThreshold}, sell at {thresholds.sellThreshold}: gain{' '}
      </span>
      <b>{formatSignedPercent(gain, digitsOf(gain)).replace(' %', '')}</b>
      <span class="visually-hidden"> per cent, </span>
      <small>{count}</small>
      <span class="visually-hidden"> trades{isPreferred ? ', selected by the validation set' : ''}</span>
    </button>
  )
}

/** Fewer digits for larger gains: a cell has room for five characters. */
function digitsOf(share: number): number {
  if (Math.abs(share) >= 9.995) return 0
  return Math.abs(share) >= 0.0995 ? 1 : 2
}
