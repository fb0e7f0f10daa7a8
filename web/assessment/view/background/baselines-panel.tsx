import type { BaselineResult, Baselines, LogisticResult } from '../../../../src/assessment/baselines/baselines.js'
import type { PositiveControl } from '../../../../src/assessment/baselines/positive-control.js'
import type { AssessmentCell, Thresholds } from '../../../../src/assessment/view/assessment-view.js'
import { formatInteger, formatPercent, formatSignedPercent } from '../../../ui/format.js'
import { Notice } from '../../../ui/notice.js'
import { Panel } from '../../../ui/panel.js'
import { useAssessmentSource } from '../assessment-source.js'

interface BaselinesPanelProps {
  readonly cell: Thresholds
  readonly baselines: Baselines | undefined
}

/** What else trades the same rows, beside the result. Nothing where there are no baselines. */
export function BaselinesPanel({ cell, baselines }: BaselinesPanelProps) {
  const { data: result } = useAssessmentSource().useCell({ base: null, cell })
  if (!baselines || !result) return null
  return (
    <Panel id="baselines" title="Baselines" note="all bases together; the same rows, fills and fee">
      {baselines.control && <ControlLine control={baselines.control} />}
      {baselines.unavailable !== undefined && <Notice>{baselines.unavailable}</Notice>}
      <div class="scroll" tabIndex={0} role="region" aria-label="Baselines">
        <table>
          <thead>
            <tr>
              <th scope="col">what trades</th>
              {['gain', 'trades', 'won', 'max drawdown'].map((name) => (
                <th key={name} scope="col" class="right">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rowsOf(baselines, result).map((row) => (
              <BaselineRow key={row.name} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

/** Holding and chance have no trades of their own to tell of. */
interface Row extends Partial<Omit<BaselineResult, 'gain'>> {
  readonly name: string
  readonly gain: number
}

function rowsOf({ labels, logistic }: Baselines, result: AssessmentCell): Row[] {
  const { gain, count: trades, wins, maxDrawdown, random, buyAndHold } = result
  const chance = random?.against === 'shiftedScores' ? 'best of shifted scores, mean' : 'random entries, mean'
  return [
    { name: 'this result', gain, trades, wins, maxDrawdown },
    { name: 'the labels themselves: the ceiling', ...labels },
    ...(logistic ? [{ name: `logistic regression, ${describeCell(logistic)}`, ...logistic }] : []),
    { name: 'buy and hold', gain: buyAndHold },
    ...(random ? [{ name: chance, gain: random.mean }] : []),
  ]
}

function describeCell(logistic: LogisticResult): string {
  const { buyThreshold, sellThreshold } = logistic.cell
  const origin = logistic.cellChosenBy === 'validation' ? 'chosen on the validation set' : 'best in hindsight'
  return `${buyThreshold} / ${sellThreshold} ${origin}`
}

function BaselineRow({ row: { name, gain, trades, wins, maxDrawdown } }: { readonly row: Row }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class={`right ${gain > 0 ? 'gain' : gain < 0 ? 'loss' : ''}`}>{formatSignedPercent(gain)}</td>
      <td class="right">{trades === undefined ? '' : formatInteger(trades)}</td>
      <td class="right">{wins !== undefined && trades ? formatPercent(wins / trades) : ''}</td>
      <td class="right">{maxDrawdown === undefined ? '' : formatPercent(maxDrawdown, 2)}</td>
    </tr>
  )
}

/** Whether the way from features to trades works at all. */
function ControlLine({ control: { base, share, isPassed, gain, ceiling } }: { readonly control: PositiveControl }) {
  const figures = `a net that is given the label gains ${formatSignedPercent(gain)} of ${formatSignedPercent(ceiling)} on ${base}, without a fee`
  if (isPassed === null || share === null)
    return <Notice>Positive control: cannot be said, the labels gain nothing.</Notice>
  if (isPassed)
    return (
      <p class="note">
        Positive control: passed; {figures} ({formatPercent(share)}).
      </p>
    )
  return (
    <Notice tone="bad">
      Positive control: failed; {figures} ({formatPercent(share)}). Something between features and trades is broken, and
      no figure can be believed.
    </Notice>
  )
}
