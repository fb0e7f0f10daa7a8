import type { AssessmentView, MatrixFigures, Thresholds } from '../../../src/assessment/view/assessment-view.js'
import { address, setParams, useParam } from '../../app/address.js'
import { Select } from '../../ui/select.js'
import { Notice } from '../../ui/notice.js'
import { Panel } from '../../ui/panel.js'
import { useAssessmentSource } from './assessment-source.js'
import { AttributionPanel } from './background/attribution-panel.js'
import { BaselinesPanel } from './background/baselines-panel.js'
import { ComparisonPanel } from './background/comparison-panel.js'
import { CellPanel } from './cell-panel.js'
import { describeExits } from './exit-rule.js'
import { HeatMap } from './heat-map.js'
import { PeriodsPanel } from './periods-panel.js'
import { ScoresPanel } from './scores-panel.js'
import { SelectionLine } from './selection-line.js'
import { NO_TRADE } from './trade-query.js'
import { TradesPanel } from './trades-panel.js'
import { VerdictPanel } from './verdict-panel.js'

/** All that is shown of an assessment, of a server or a file: whether it can be believed, curves, maps, trades, what is behind them. */
export function AssessmentSections({ matrix }: { readonly matrix: AssessmentView }) {
  const [baseParam] = useParam('base', '')
  const figures = matrix.bases.find(({ base }) => base === baseParam.value) ?? matrix.overall
  const cell = selectCell(matrix)
  const query = { base: figures.base, cell }
  const { data: result, error } = useAssessmentSource().useCell(query)
  const background = useAssessmentSource().useBackground(cell)
  return (
    <>
      {baseParam.value !== '' && figures.base === null && (
        <Notice tone="warn">Base {baseParam.value} has no rows in this set; all bases are shown.</Notice>
      )}
      <VerdictPanel cell={cell} />
      <SelectionLine matrix={matrix} figures={figures} cell={cell} />
      <div class="top">
        <CellPanel matrix={matrix} figures={figures} cell={cell} result={result} error={error} />
        <Panel
          id="matrix"
          title="Gain by thresholds"
          note={`summed gain in %, number of trades · ${describeExits(matrix.exits.exits)}`}
          actions={matrix.bases.length > 1 && <BaseSelect bases={matrix.bases} base={figures.base} />}
        >
          <HeatMap matrix={matrix} figures={figures} cell={cell} />
        </Panel>
      </div>
      <ComparisonPanel comparison={background?.data?.comparison} />
      <BaselinesPanel cell={cell} baselines={background?.data?.baselines} />
      <PeriodsPanel result={result} bases={matrix.bases} />
      <TradesPanel matrix={matrix} figures={figures} query={query} />
      {background && <AttributionPanel background={background} />}
      <ScoresPanel figures={figures} />
    </>
  )
}

/** The address's cell, else the one that is looked at first. */
function selectCell({ thresholds, cell }: AssessmentView): Thresholds {
  const { query } = address.value
  const [buy, sell] = [Number(query.get('buy')), Number(query.get('sell'))]
  if (thresholds.includes(buy) && thresholds.includes(sell)) return { buyThreshold: buy, sellThreshold: sell }
  return { buyThreshold: cell.buyThreshold, sellThreshold: cell.sellThreshold }
}

function BaseSelect({ bases, base }: { readonly bases: readonly MatrixFigures[]; readonly base: string | null }) {
  return (
    <Select
      label="Base"
      name="base"
      value={base ?? ''}
      none={`all ${bases.length}`}
      options={bases.map((one) => one.base ?? '')}
      onChange={(value) => setParams({ base: value, only: undefined, ...NO_TRADE }, true)}
    />
  )
}
