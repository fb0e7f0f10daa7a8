import type { TradingRunDetail } from '../../src/dashboard/trading/api.js'
import { useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { marketLink } from './market-link.js'
import { shownTime } from '../app/shown-time.js'
import { percent, plainPercent } from '../ui/format.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Tabs } from '../ui/tabs.js'
import { Tile } from '../ui/tile.js'
import { Decisions } from './decisions.js'
import { DifferenceNotice } from './difference-notice.js'
import { EquityChart } from './equity-chart.js'
import { Fills } from './fills.js'
import { Log } from './log.js'
import { money } from './money.js'
import { Orders } from './orders.js'
import { Positions } from './positions.js'
import { RunControls } from './run-controls.js'
import { ModeBadge, StateBadge } from './run-badges.js'
import { runGain } from './run-gain.js'

const TABS = [
  { id: 'decisions', title: 'Decisions' },
  { id: 'orders', title: 'Orders' },
  { id: 'fills', title: 'Fills' },
  { id: 'log', title: 'Log' },
]

/** One run: what it is worth, what it holds, what it decided and why, and how to stop it. */
export function RunView({ id, everyMs }: { readonly id: string; readonly everyMs: number }) {
  const resource = useResource<TradingRunDetail>(() => `/api/trading/run?id=${encodeURIComponent(id)}`, { everyMs })
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
      </section>
      <DifferenceNotice differences={run.differences} />
      <Tiles detail={data} />
      <Panel id="equity" title={`Worth in ${run.quote || 'quote'}`} note={equityNote(data)}>
        {data.equity.minutes.length > 0 ? (
          <EquityChart equity={data.equity} quote={run.quote} />
        ) : (
          <p class="note">This run has written nothing of its worth yet.</p>
        )}
      </Panel>
      <div class="pair">
        <Panel id="positions" title="Positions" note="what this account’s book holds, at the last close">
          <Positions positions={data.positions} quote={run.quote} minute={run.latest?.minute} />
        </Panel>
        <Panel id="open-orders" title="Open orders">
          <Orders orders={data.openOrders} caption="Open orders" empty="no order is open" />
        </Panel>
      </div>
      <section class="panel">
        <Tabs
          label="What the run did"
          tabs={TABS}
          selected={tab.value}
          onSelect={(next) => setTab(next)}
          controls="run-tab"
        />
        <div id="run-tab" role="tabpanel" aria-label={TABS.find((one) => one.id === tab.value)?.title}>
          {tab.value === 'decisions' && <Decisions run={run} everyMs={everyMs} />}
          {tab.value === 'orders' && <Orders orders={data.orders} caption="Latest orders" empty="no orders yet" />}
          {tab.value === 'fills' && <Fills fills={data.fills} quote={run.quote} />}
          {tab.value === 'log' && <Log lines={data.log} />}
        </div>
      </section>
    </>
  )
}

function Tiles({ detail: { run, equity, positions, openOrders, balances } }: { readonly detail: TradingRunDetail }) {
  const gain = runGain(run)
  const free = balances.find(({ currency }) => currency === run.quote)?.free
  return (
    <dl class="tiles">
      <Tile
        label="worth"
        value={run.latest ? money(run.latest.equity) : '–'}
        remark={run.first && `from ${money(run.first.equity)}`}
      />
      <Tile
        label="gain after fees"
        value={gain === undefined ? '–' : percent(gain)}
        tone={gain === undefined || gain === 0 ? undefined : gain > 0 ? 'gain' : 'loss'}
        remark={run.differences.length > 0 ? 'of the book; the account holds less' : undefined}
      />
      <Tile label="drawdown" value={plainPercent(equity.drawdown, 2)} />
      <Tile label={`free ${run.quote}`} value={free === undefined ? '–' : money(free)} />
      <Tile label="positions" value={positions.length} remark={`open orders: ${openOrders.length}`} />
      <Tile
        label="last minute"
        value={run.latest ? shownTime.value.clock(run.latest.minute) : '–'}
        remark={
          run.latest &&
          run.bases[0] !== undefined && (
            <a href={marketLink(run.bases[0], run.latest.minute)}>{shownTime.value.day(run.latest.minute)}</a>
          )
        }
      />
    </dl>
  )
}

function equityNote({ equity }: TradingRunDetail): string {
  const [from] = equity.minutes
  const to = equity.minutes.at(-1)
  if (from === undefined || to === undefined) return 'nothing yet'
  return `${shownTime.value.minute(from)} … ${shownTime.value.minute(to)}`
}
