import type {
  AssessmentCell,
  AssessmentView,
  MatrixFigures,
  Thresholds,
  TimeCurve,
} from '../../src/dashboard/assessment/api.js'
import { CurveChart, type CurvePoint } from '../charts/curve-chart.js'
import { timeTicks } from '../charts/ticks.js'
import { timeFormat } from '../app/time-format.js'
import { formatSignedPercent, formatPercent, formatInteger } from '../ui/format.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Tile } from '../ui/tile.js'
import { findCellOrigin } from './cell-origin.js'
import { describeExits } from './describe-exits.js'

interface CellPanelProps {
  readonly matrix: AssessmentView
  readonly figures: MatrixFigures
  readonly cell: Thresholds
  /** Undefined until it is counted. */
  readonly result: AssessmentCell | undefined
  readonly error: string | undefined
}

/** The chosen cell: its gain beside holding and chance, its equity and drawdown. */
export function CellPanel({ matrix, figures, cell, result, error }: CellPanelProps) {
  const { buyThreshold, sellThreshold } = cell
  return (
    <Panel
      id="cell"
      title={`Buy at ${buyThreshold}, sell at ${sellThreshold}`}
      note={`${figures.base ?? 'all bases'} · ${ORIGINS[findCellOrigin(matrix, figures, cell)]} · fee ${formatPercent(matrix.fee, 2)} a side · ${describeExits(matrix.exits.exits)}`}
    >
      {error !== undefined && <Notice tone="warn">{error}</Notice>}
      {!result && error === undefined && <p class="note">counting …</p>}
      {result && (
        <>
          <CellTiles result={result} />
          <CurveChart
            label="Summed gain over time"
            curves={[
              { name: 'trades of the cell', tone: 'accent', steps: true, points: pointsOf(result.equity) },
              { name: 'buy and hold', tone: 'muted', points: pointsOf(result.hold) },
            ]}
            xText={(time) => timeFormat.value.minute(time).replace(' 00:00', '')}
            xTicks={timeTicks}
            yText={(gain) => formatSignedPercent(gain, 1)}
            withZero
            height={190}
          />
          <CurveChart
            label="Drawdown over time"
            curves={[{ name: 'drawdown', tone: 'loss', steps: true, points: pointsOf(result.drawdown) }]}
            xText={(time) => timeFormat.value.minute(time).replace(' 00:00', '')}
            xTicks={timeTicks}
            yText={(gain) => formatSignedPercent(gain, 1)}
            withZero
            height={90}
          />
        </>
      )}
    </Panel>
  )
}

function CellTiles({ result }: { readonly result: AssessmentCell }) {
  const { gain, count, wins, maxDrawdown, buyAndHold, random } = result
  return (
    <dl class="tiles cell-tiles">
      <Tile
        label="Summed gain"
        value={formatSignedPercent(gain)}
        tone={signTone(gain)}
        remark={`${formatInteger(count)} trades, ${count > 0 ? formatPercent(wins / count) : '–'} won`}
      />
      <Tile
        label="Buy and hold"
        value={formatSignedPercent(buyAndHold)}
        tone={signTone(buyAndHold)}
        remark="each range, summed"
      />
      <Tile
        label={random.against === 'entries' ? 'Random entries' : 'Best of shifted scores'}
        value={formatSignedPercent(random.mean)}
        tone={signTone(random.mean)}
        remark={
          random.beaten === null
            ? `beaten cannot be said: ${formatInteger(count)} ${count === 1 ? 'trade' : 'trades'}`
            : `beats ${formatPercent(random.beaten)} of ${random.draws} draws`
        }
      />
      <Tile label="Max drawdown" value={formatPercent(maxDrawdown, 2)} remark="of one stake, by the minute" />
    </dl>
  )
}

function signTone(value: number): 'gain' | 'loss' {
  return value > 0 ? 'gain' : 'loss'
}

const ORIGINS = {
  validation: 'selected by the validation set',
  hindsight: 'best in hindsight',
  option: 'selected here',
} as const

function pointsOf({ time, value }: TimeCurve): CurvePoint[] {
  return time.map((x, index) => ({ x, y: value[index] ?? Number.NaN }))
}
