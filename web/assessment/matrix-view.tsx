import type {
  AssessmentCell,
  AssessmentView,
  MatrixFigures,
  Scored,
  Thresholds,
} from '../../src/dashboard/assessment/api.js'
import { address, setParams, useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { Select } from '../ui/select.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Tabs } from '../ui/tabs.js'
import { CellPanel } from './cell-panel.js'
import { describeExits } from './describe-exits.js'
import { HeatMap } from './heat-map.js'
import { PeriodsPanel } from './periods-panel.js'
import { ScoresPanel } from './scores-panel.js'
import { SelectionLine } from './selection-line.js'
import { NO_TRADE } from './trade-query.js'
import { TradesPanel } from './trades-panel.js'

const TABS = [
  { id: 'trades', title: 'Trades' },
  { id: 'scores', title: 'Scores' },
  { id: 'periods', title: 'Bases and months' },
]

interface MatrixViewProps {
  readonly matrix: AssessmentView
  /** Classifier, set and exit rule as a query. */
  readonly query: string
}

/** The heat map, the chosen cell beside it, and what there is to know of both below. */
export function MatrixView({ matrix, query }: MatrixViewProps) {
  const [view, setView] = useParam('view', 'trades')
  const [baseParam] = useParam('base', '')
  const figures = matrix.bases.find(({ base }) => base === baseParam.value) ?? matrix.overall
  const cell = selectCell(matrix)
  const scope = figures.base === null ? '' : `&base=${encodeURIComponent(figures.base)}`
  const cellQuery = `${query}${scope}&buy=${cell.buyThreshold}&sell=${cell.sellThreshold}`
  const loaded = useResource<Scored<AssessmentCell>>(() => `/api/assessment/cell?${cellQuery}`)
  const { data, error } = loaded.value
  const result = data?.state === 'ready' ? data.value : undefined
  const tab = TABS.some(({ id }) => id === view.value) ? view.value : 'trades'
  return (
    <>
      {baseParam.value !== '' && figures.base === null && (
        <Notice tone="warn">Base {baseParam.value} has no rows in this set; all bases are shown.</Notice>
      )}
      <SelectionLine matrix={matrix} figures={figures} cell={cell} />
      <div class="top">
        <Panel
          id="matrix"
          title="Gain by thresholds"
          note={`summed gain in %, number of trades · ${describeExits(matrix.exits.exits)}`}
          actions={<BaseSelect bases={matrix.bases} base={figures.base} />}
        >
          <HeatMap matrix={matrix} figures={figures} cell={cell} />
        </Panel>
        <CellPanel matrix={matrix} figures={figures} cell={cell} result={result} error={error} />
      </div>
      <Tabs label="Views of the assessment" tabs={TABS} selected={tab} onSelect={setView} panelId="assessment-view" />
      <div id="assessment-view" role="tabpanel" aria-label={TABS.find(({ id }) => id === tab)?.title ?? ''}>
        {tab === 'trades' && <TradesPanel matrix={matrix} figures={figures} cellQuery={cellQuery} />}
        {tab === 'scores' && <ScoresPanel figures={figures} query={`${query}${scope}`} />}
        {tab === 'periods' && <PeriodsPanel result={result} bases={matrix.bases} />}
      </div>
    </>
  )
}

/** The address's cell, else the one that the validation set chose, else the best in hindsight. */
function selectCell({ thresholds, selected: chosen, overall }: AssessmentView): Thresholds {
  const { query } = address.value
  const [buy, sell] = [Number(query.get('buy')), Number(query.get('sell'))]
  if (thresholds.includes(buy) && thresholds.includes(sell)) return { buyThreshold: buy, sellThreshold: sell }
  const { buyThreshold, sellThreshold } = chosen ?? overall.best
  return { buyThreshold, sellThreshold }
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
