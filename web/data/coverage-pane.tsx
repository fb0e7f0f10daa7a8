import type { DataMarket, DataOverview } from '../../src/dashboard/data/api.js'
import { setParams, useParam } from '../app/address.js'
import { timeFormat } from '../app/time-format.js'
import { formatPercent, formatCompact, formatInteger } from '../ui/format.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import type { ListFilter } from '../ui/filter-rows.js'
import { ListTable } from '../ui/list-table.js'
import type { TableColumn } from '../ui/table.js'
import { GapsPanel } from './gaps-panel.js'
import { MonthStrip } from './month-strip.js'
import { useQualities, type Quality } from './use-qualities.js'

type Row = DataMarket & Quality

const FILTERS: readonly ListFilter<Row>[] = [{ id: 'type', title: 'Type', of: ({ type }) => type }]

/** Every market with its time, its months and its figures; the chosen one with its days and interruptions below. */
export function CoveragePane({ overview }: { readonly overview: DataOverview }) {
  const { markets } = overview
  const [chosen] = useParam('market', '')
  const version = markets.map(({ range }) => range?.to ?? 0).join()
  const qualities = useQualities(
    markets.flatMap(({ path, range }) => (range ? [path] : [])),
    version,
  )
  if (markets.length === 0) {
    return (
      <Notice>
        No candles are stored yet. <a href="/data?pane=jobs">Update from the exchange or import files</a>.
      </Notice>
    )
  }
  const rows = markets.map((market) => ({ ...market, ...qualities.get(market.path) }))
  const selected = rows.find(({ path }) => path === chosen.value) ?? rows.find(({ range }) => range)
  const errors = rows.flatMap(({ path, failure }) => (failure === undefined ? [] : [`${path}: ${failure}`]))
  return (
    <>
      {errors.map((error) => (
        <Notice key={error} tone="bad">
          {error}
        </Notice>
      ))}
      <Panel
        id="coverage"
        title="Coverage"
        note={`an outage is more than ${overview.outageMinutes} missing minutes in a row, a no-trade break at least ${overview.noTradeBreakMinutes} without volume`}
      >
        <ListTable
          id="markets"
          caption="Stored markets, their time and their quality"
          textOf={({ base, symbol, type, path }) => [base, symbol, type, path].join(' ')}
          filters={FILTERS}
          columns={columns(extentOf(markets))}
          rows={rows}
          rowKey={({ path }) => path}
          selected={selected?.path ?? ''}
          onSelect={({ path }) => setParams({ market: path })}
        />
      </Panel>
      {selected?.range && <GapsPanel market={selected} version={version} />}
    </>
  )
}

function extentOf(markets: readonly DataMarket[]): { readonly from: number; readonly to: number } {
  const ranges = markets.flatMap(({ range }) => range ?? [])
  return { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) }
}

const MINUTE = 60_000

function columns(extent: { readonly from: number; readonly to: number }): TableColumn<Row>[] {
  const time = timeFormat.value
  return [
    { id: 'base', title: 'Base', cell: ({ base }) => <strong>{base}</strong>, sort: ({ base }) => base },
    {
      id: 'market',
      title: 'Market',
      cell: ({ symbol, type }) => `${symbol} ${type}`,
      tone: () => 'market',
      sort: ({ path }) => path,
    },
    { id: 'months', title: 'Months', cell: (row) => <MonthStrip extent={extent} market={row} /> },
    {
      id: 'from',
      title: 'From',
      cell: ({ range }) => (range ? time.day(range.from) : '–'),
      sort: ({ range }) => range?.from,
    },
    {
      id: 'to',
      title: 'To',
      cell: ({ range }) => (range ? time.minute(range.to - MINUTE) : '–'),
      sort: ({ range }) => range?.to,
    },
    figure('missing', 'Missing', 'minutes that no source has', ({ missing }) => missing, formatInteger),
    figure('outages', 'Outages', 'long runs of missing minutes', ({ outages }) => outages, formatInteger),
    figure('breaks', 'Breaks', 'no-trade breaks', ({ noTradeBreaks }) => noTradeBreaks, formatInteger),
    figure('noTrade', 'No trade', 'minutes without a trade', ({ noTradeShare }) => noTradeShare, shareText),
    figure('spikes', 'Spikes', 'prices taken back within minutes', ({ spikes }) => spikes, formatInteger),
    figure('stale', 'Stale', 'runs at one price while others traded', ({ staleRuns }) => staleRuns, formatInteger),
    figure(
      'volume',
      'Quote/min',
      'average volume in quote',
      ({ minuteQuoteVolume }) => minuteQuoteVolume,
      formatCompact,
    ),
  ]
}

function figure(
  id: string,
  title: string,
  tooltip: string,
  of: (quality: NonNullable<Row['quality']>) => number,
  text: (value: number) => string,
): TableColumn<Row> {
  return {
    id,
    title,
    tooltip,
    align: 'right',
    cell: ({ quality }) => (quality ? text(of(quality)) : '…'),
    sort: ({ quality }) => quality && of(quality),
  }
}

function shareText(share: number): string {
  return formatPercent(share, 2)
}
