import type {
  AssessmentCell,
  AssessmentView,
  MatrixFigures,
  RandomFigures,
  Thresholds,
  TimeCurve,
} from '../../../src/assessment/view/assessment-view.js'
import { CurveChart, type CurveBand, type CurvePoint } from '../../charts/curve-chart.js'
import { timeTicks } from '../../charts/ticks.js'
import { timeFormat } from '../../app/time-format.js'
import { formatDuration, formatSignedPercent, formatPercent, formatInteger } from '../../ui/format.js'
import { Notice } from '../../ui/notice.js'
import { Panel } from '../../ui/panel.js'
import { Tile } from '../../ui/tile.js'
import { findCellOrigin } from './cell-origin.js'
import { describeExits } from './exit-rule.js'

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
          <CellTiles result={result} matrix={matrix} />
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
            band={bandOf(result.random)}
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

/** Where chance ends up. */
function bandOf(random: RandomFigures | null): CurveBand | undefined {
  return random ? { name: 'chance, 90 %', low: random.low, high: random.high } : undefined
}

function CellTiles({ result, matrix }: { readonly result: AssessmentCell; readonly matrix: AssessmentView }) {
  const { gain, count, wins, minutes, maxDrawdown, markedBy, buyAndHold, random } = result
  return (
    <dl class="tiles cell-tiles">
      <Tile
        label="Summed gain"
        value={formatSignedPercent(gain)}
        tone={signTone(gain)}
        remark={`${formatInteger(count)} ${count === 1 ? 'trade' : 'trades'}, ${count > 0 ? formatPercent(wins / count) : '–'} won`}
      />
      <Tile
        label="Buy and hold"
        value={formatSignedPercent(buyAndHold)}
        tone={signTone(buyAndHold)}
        remark="each range, summed"
      />
      {random ? (
        <RandomTile random={random} count={count} />
      ) : (
        <Tile
          label="Chance"
          value="–"
          remark={`drawn for ${matrix.cell.buyThreshold} / ${matrix.cell.sellThreshold} alone`}
        />
      )}
      <Tile label="Max drawdown" value={formatPercent(maxDrawdown, 2)} remark={`of one stake, by the ${markedBy}`} />
      <Tile
        label="Held, median"
        value={minutes ? formatDuration(minutes.median) : '–'}
        remark={minutes ? `longest ${formatDuration(minutes.longest)}` : 'no trades'}
      />
      <Tile
        label="A trade"
        value={count > 0 ? formatSignedPercent(gain / count) : '–'}
        tone={count > 0 ? signTone(gain) : undefined}
        remark="on average, after fees"
      />
    </dl>
  )
}

function RandomTile({ random, count }: { readonly random: RandomFigures; readonly count: number }) {
  const { against, mean, low, high, beaten, draws } = random
  const range = `90 % in ${formatSignedPercent(low, 1)} … ${formatSignedPercent(high, 1)}`
  return (
    <Tile
      label={against === 'entries' ? 'Random entries' : 'Best of shifted scores'}
      value={formatSignedPercent(mean)}
      tone={signTone(mean)}
      remark={
        beaten === null
          ? `${range}; beaten cannot be said: ${formatInteger(count)} ${count === 1 ? 'trade' : 'trades'}`
          : `${range}; beats ${formatPercent(beaten)} of ${draws} draws`
      }
    />
  )
}

function signTone(value: number): 'gain' | 'loss' | undefined {
  return value > 0 ? 'gain' : value < 0 ? 'loss' : undefined
}

const ORIGINS = {
  validation: 'selected by the validation set',
  hindsight: 'best in hindsight',
  option: 'selected here',
} as const

function pointsOf({ time, value }: TimeCurve): CurvePoint[] {
  return time.map((x, index) => ({ x, y: value[index] ?? Number.NaN }))
}
