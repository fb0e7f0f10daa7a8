import type { TradingRunDetail } from '../../src/dashboard/trading/api.js'
import { useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { linkToMarket } from './market-link.js'
import { timeFormat } from '../app/time-format.js'
import { formatSignedPercent, formatPercent } from '../ui/format.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Tabs } from '../ui/tabs.js'
import { Tile } from '../ui/tile.js'
import { Decisions } from './decisions.js'
import { DifferenceNotice } from './difference-notice.js'
import { EquityChart } from './equity-chart.js'
import { Fills } from './fills.js'
import { Log } from './log.js'
import { formatMoney } from './money.js'
import { OrderTable } from './orders.js'
import { Positions } from './positions.js'
import { RunControls } from './run-controls.js'
import { ModeBadge, StateBadge } from './run-badges.js'
import { computeRunGain } from './run-gain.js'

const TABS = [
  { id: 'decisions', title: 'Decisions' },
  { id: 'orders', title: 'Orders' },
  { id: 'fills', title: 'Fills' },
  { id: 'log', title: 'Log' },
]

/** One run: equity, positions, decisions with their reasons, and how to stop it. */
export function RunView({ id, refreshInterval }: { readonly id: string; readonly refreshInterval: number }) {
  const resource = useResource<TradingRunDetail>(() => `/api/trading/run?id=${encodeURIComponent(id)}`, {
    refreshInterval,
  })
  const [tab, setTab] = useParam('tab', 'decisions')
  const { data, error } = resource.value
  if (!data) return error ? <Notice tone="bad">{error}</Notice> : <p class="note">reading the run …</p>
  const { run } = data
  return (
    <>
      <section class={`run-head ${run.mode}`} aria-label={`run ${run.id}`}>
        <h2>
          <ModeBadge mode={run.mode} /> {run.classifier ?? 'no classifier'}
        </h2>
        <StateBadge run={run} />
        <p class="note">
          {run.bases.join(', ')}
          {run.thresholds && ` · buy ${run.thresholds.buy}, sell ${run.thresholds.sell}`} · {run.account}
        </p>
        <RunControls run={run} />
        <a class="to-runs" href="#runs">
          Other runs, and a new one
        </a>
      </section>
      <DifferenceNotice differences={run.differences} />
      <Tiles detail={data} />
      <Panel id="equity" title={`Equity in ${run.quote || 'quote'}`} note={formatEquityRange(data)}>
        {data.equity.minutes.length > 0 ? (
          <EquityChart equity={data.equity} quote={run.quote} />
        ) : (
          <p class="note">This run has no equity yet.</p>
        )}
      </Panel>
      <div class="pair">
        <Panel id="positions" title="Positions" note="what this account’s book holds, at the last close">
          <Positions positions={data.positions} quote={run.quote} minute={run.latest?.minute} />
        </Panel>
        <Panel id="open-orders" title="Open orders">
          <OrderTable orders={data.openOrders} caption="Open orders" empty="no order is open" />
        </Panel>
      </div>
      <section class="panel">
        <Tabs
          label="Activity of the run"
          tabs={TABS}
          selected={tab.value}
          onSelect={(next) => setTab(next)}
          panelId="run-tab"
        />
        <div id="run-tab" role="tabpanel" aria-label={TABS.find((one) => one.id === tab.value)?.title}>
          {tab.value === 'decisions' && <Decisions run={run} refreshInterval={refreshInterval} />}
          {tab.value === 'orders' && <OrderTable orders={data.orders} caption="Latest orders" empty="no orders yet" />}
          {tab.value === 'fills' && <Fills fills={data.fills} quote={run.quote} />}
          {tab.value === 'log' && <Log lines={data.log} />}
        </div>
      </section>
    </>
  )
}

function Tiles({ detail: { run, equity, positions, openOrders, balances } }: { readonly detail: TradingRunDetail }) {
  const gain = computeRunGain(run)
  const free = balances.find(({ currency }) => currency === run.quote)?.free
  return (
    <dl class="tiles">
      <Tile
        label="equity"
        value={run.latest ? formatMoney(run.latest.equity) : '–'}
        remark={run.first && `from ${formatMoney(run.first.equity)}`}
      />
      <Tile
        label="gain after fees"
        value={gain === undefined ? '–' : formatSignedPercent(gain)}
        tone={gain === undefined || gain === 0 ? undefined : gain > 0 ? 'gain' : 'loss'}
        remark={run.differences.length > 0 ? 'of the book; the account holds less' : undefined}
      />
      <Tile label="drawdown" value={formatPercent(equity.drawdown, 2)} />
      <Tile label={`free ${run.quote}`} value={free === undefined ? '–' : formatMoney(free)} />
      <Tile label="positions" value={positions.length} remark={`open orders: ${openOrders.length}`} />
      <Tile
        label="last minute"
        value={run.latest ? timeFormat.value.clock(run.latest.minute) : '–'}
        remark={
          run.latest &&
          run.bases[0] !== undefined && (
            <a href={linkToMarket(run.bases[0], run.latest.minute)}>{timeFormat.value.day(run.latest.minute)}</a>
          )
        }
      />
    </dl>
  )
}

function formatEquityRange({ equity }: TradingRunDetail): string {
  const [from] = equity.minutes
  const to = equity.minutes.at(-1)
  if (from === undefined || to === undefined) return 'nothing yet'
  return `${timeFormat.value.minute(from)} … ${timeFormat.value.minute(to)}`
}
