import type { DataMarket, DataOverview } from '../../../src/server/api/data.js'
import { setParams, useParam } from '../address.js'
import { shownTime } from '../shown-time.js'
import { plainPercent, short, whole } from '../ui/format.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Table, type TableColumn } from '../ui/table.js'
import { GapsPanel } from './gaps-panel.js'
import { MonthStrip } from './month-strip.js'
import { useQualities, type Quality } from './use-qualities.js'

type Row = DataMarket & Quality

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
  const faults = rows.flatMap(({ path, error }) => (error === undefined ? [] : [`${path}: ${error}`]))
  return (
    <>
      {faults.map((fault) => (
        <Notice key={fault} tone="bad">
          {fault}
        </Notice>
      ))}
      <Panel
        id="coverage"
        title="Coverage"
        note={`an outage is more than ${overview.outageMinutes} missing minutes in a row, a no-trade break at least ${overview.noTradeBreakMinutes} without volume`}
      >
        <Table
          caption="Stored markets, their time and their quality"
          columns={columns(extentOf(markets))}
          rows={rows}
          keyOf={({ path }) => path}
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
  const time = shownTime.value
  return [
    { id: 'base', title: 'Base', cell: ({ base }) => <strong>{base}</strong>, sort: ({ base }) => base },
    {
      id: 'market',
      title: 'Market',
      cell: ({ exchange, type, symbol }) => `${symbol}, ${exchange} ${type}`,
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
      title: 'Last candle',
      cell: ({ range }) => (range ? time.minute(range.to - MINUTE) : '–'),
      sort: ({ range }) => range?.to,
    },
    figure('missing', 'Missing', (quality) => quality.missing, whole),
    figure('outages', 'Outages', (quality) => quality.outages, whole),
    figure('breaks', 'No-trade breaks', (quality) => quality.noTradeBreaks, whole),
    figure(
      'still',
      'No trades',
      (quality) => quality.noTradeShare,
      (share) => plainPercent(share, 2),
    ),
    figure('spikes', 'Spikes', (quality) => quality.spikes, whole),
    figure('stale', 'Stale', (quality) => quality.staleRuns, whole),
    figure('volume', 'Quote a minute', (quality) => quality.minuteQuoteVolume, short),
  ]
}

function figure(
  id: string,
  title: string,
  of: (quality: NonNullable<Row['quality']>) => number,
  text: (value: number) => string,
): TableColumn<Row> {
  return {
    id,
    title,
    align: 'right',
    cell: ({ quality }) => (quality ? text(of(quality)) : '…'),
    sort: ({ quality }) => quality && of(quality),
  }
}
