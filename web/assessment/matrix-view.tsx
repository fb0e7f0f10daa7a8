import type {
  AssessmentCell,
  AssessmentMatrix,
  MatrixFigures,
  Scored,
  Thresholds,
} from '../../src/dashboard/assessment/api.js'
import { address, setParams, useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { Choice } from '../ui/choice.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Tabs } from '../ui/tabs.js'
import { CellPanel } from './cell-panel.js'
import { HeatMap } from './heat-map.js'
import { PeriodsPanel } from './periods-panel.js'
import { ScoresPanel } from './scores-panel.js'
import { TradesPanel } from './trades-panel.js'

const TABS = [
  { id: 'trades', title: 'Trades' },
  { id: 'scores', title: 'Scores' },
  { id: 'periods', title: 'Bases and months' },
]

interface MatrixViewProps {
  readonly matrix: AssessmentMatrix
  /** Classifier and set as a query. */
  readonly query: string
}

/** The heat map, the chosen cell beside it, and what there is to know of both below. */
export function MatrixView({ matrix, query }: MatrixViewProps) {
  const [view, setView] = useParam('view', 'trades')
  const [asked] = useParam('base', '')
  const figures = matrix.bases.find(({ base }) => base === asked.value) ?? matrix.overall
  const cell = chosenCell(matrix)
  const scope = figures.base === null ? '' : `&base=${encodeURIComponent(figures.base)}`
  const cellQuery = `${query}${scope}&buy=${cell.buyThreshold}&sell=${cell.sellThreshold}`
  const loaded = useResource<Scored<AssessmentCell>>(() => `/api/assessment/cell?${cellQuery}`)
  const { data, error } = loaded.value
  const shown = data?.state === 'ready' ? data.value : undefined
  const tab = TABS.some(({ id }) => id === view.value) ? view.value : 'trades'
  return (
    <>
      {asked.value !== '' && figures.base === null && (
        <Notice tone="warn">Base {asked.value} has no rows in this set; all bases are shown.</Notice>
      )}
      <div class="top">
        <Panel
          id="matrix"
          title="Gain by thresholds"
          note="summed gain in %, number of trades"
          actions={<BaseChoice bases={matrix.bases} base={figures.base} />}
        >
          <HeatMap matrix={matrix} figures={figures} cell={cell} />
        </Panel>
        <CellPanel matrix={matrix} figures={figures} cell={cell} shown={shown} error={error} />
      </div>
      <Tabs label="Views of the assessment" tabs={TABS} selected={tab} onSelect={setView} controls="assessment-view" />
      <div id="assessment-view" role="tabpanel" aria-label={TABS.find(({ id }) => id === tab)?.title ?? ''}>
        {tab === 'trades' && <TradesPanel matrix={matrix} figures={figures} cellQuery={cellQuery} />}
        {tab === 'scores' && <ScoresPanel figures={figures} query={`${query}${scope}`} />}
        {tab === 'periods' && <PeriodsPanel shown={shown} bases={matrix.bases} />}
      </div>
    </>
  )
}

/** The address's cell, else the one that the validation set chose, else the best in hindsight. */
function chosenCell({ thresholds, chosen, overall }: AssessmentMatrix): Thresholds {
  const { query } = address.value
  const [buy, sell] = [Number(query.get('buy')), Number(query.get('sell'))]
  if (thresholds.includes(buy) && thresholds.includes(sell)) return { buyThreshold: buy, sellThreshold: sell }
  const { buyThreshold, sellThreshold } = chosen ?? overall.best
  return { buyThreshold, sellThreshold }
}

function BaseChoice({ bases, base }: { readonly bases: readonly MatrixFigures[]; readonly base: string | null }) {
  return (
    <Choice
      label="Base"
      name="base"
      value={base ?? ''}
      none={`all ${bases.length}`}
      options={bases.map((one) => one.base ?? '')}
      onChange={(value) => setParams({ base: value, trade: undefined, skip: undefined })}
    />
  )
}
