import { useSignal } from '@preact/signals'
import type { LinesView, MarketOverview } from '../../src/dashboard/market/api.js'
import { linkTo, useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { chartColors } from '../charts/chart-theme.js'
import { ChartPanel } from '../market/chart/chart-panel.js'
import { formatFocus, parseFocus, focusAt } from '../market/focus.js'
import type { Level } from '../market/chart/levels.js'
import type { MarketView } from '../market/market-address.js'
import { Panel } from '../ui/panel.js'

const LEVEL: Level = { id: 'day', title: '', span: 86_400_000, overlays: true, panes: true }

interface CandlesPanelProps {
  readonly base: string
  /** A feature set and the column of it that is looked at. */
  readonly set: string | undefined
  readonly column: string | undefined
  /** Empty: no labels. */
  readonly target: string
}

/** A feature over the candles, with the labels of the target. */
export function CandlesPanel({ base, set, column, target }: CandlesPanelProps) {
  const overview = useResource<MarketOverview>(() => '/api/market/overview')
  const [at, setAt] = useParam('at', '')
  const hover = useSignal<number | undefined>(undefined)
  const range = overview.value.data?.bases.find(({ name }) => name === base)?.range
  if (!range) return null
  const focus = parseFocus(at.value)
  const features = set !== undefined && column !== undefined ? [{ set, column }] : []
  const view: MarketView = {
    base,
    others: [],
    focus,
    target,
    classifier: '',
    buy: undefined,
    sell: undefined,
    features,
    order: undefined,
  }
  const market = linkTo('/market', {
    base,
    focus: at.value === '' ? undefined : at.value,
    target: target === '' ? undefined : target,
    features: features.map((one) => `${one.set}/${one.column}`).join(',') || undefined,
  })
  return (
    <Panel
      id="candles"
      title={`${column ?? 'Labels'} over the candles of ${base}`}
      note={target === '' ? 'choose a target to see its labels' : `with the labels of ${target}`}
      actions={<a href={market}>on the market page</a>}
    >
      <div class="market one-chart">
        <ChartPanel
          level={LEVEL}
          base={base}
          range={range}
          focus={focusAt(focus, 1)}
          finer={undefined}
          minute={undefined}
          view={view}
          lines={NO_LINES}
          colorOf={() => chartColors.peek().accent}
          colorIndexOf={() => 0}
          hover={hover}
          onFocus={(time) => setAt(formatFocus(parseFocus(new Date(time).toISOString().slice(0, 16))))}
        />
      </div>
    </Panel>
  )
}

const NO_LINES: LinesView['lines'] = []
