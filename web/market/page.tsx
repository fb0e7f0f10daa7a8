import './market.css'
import { useEffect } from 'preact/hooks'
import type {
  FigureTable as Figures,
  LinesView,
  MarketEnds,
  MarketOverview,
  Span,
} from '../../src/dashboard/market/api.js'
import { address, linkTo } from '../app/address.js'
import { useResource } from '../app/api.js'
import { useTopic } from '../app/events.js'
import { timeFormat } from '../app/time-format.js'
import { Notice } from '../ui/notice.js'
import { Charts } from './chart/charts.js'
import { FigureTable } from './figure-table.js'
import { findInvalidFocus, focusAt } from './focus.js'
import { MINUTE_LEVEL } from './chart/levels.js'
import { changeView, useMarketView, type MarketView } from './market-address.js'
import { NoCandles, PageNotices } from './page-notices.js'
import { Toolbar } from './toolbar.js'

/** The market: key figures of every base, and one of them in five charts from all its time down to hours. */
export default function Page() {
  const news = useTopic<MarketEnds>('market').value
  const overview = useResource<MarketOverview>(() => '/api/market/overview')
  const view = useMarketView().value
  const { data, error } = overview.value
  if (!data) {
    return (
      <>
        <h1>Market</h1>
        {error ? <Notice tone="bad">{error}</Notice> : <p class="note">loading …</p>}
      </>
    )
  }
  return <Market overview={data} error={error} news={news} view={view} />
}

interface MarketProps {
  readonly overview: MarketOverview
  readonly error: string | undefined
  readonly news: MarketEnds | undefined
  readonly view: MarketView
}

function Market({ overview, error, news, view }: MarketProps) {
  const { bases } = overview
  const selected = bases.find(({ name }) => name === view.base) ?? bases.find(({ range }) => range)
  const isDefault = view.base === '' && selected !== undefined
  useEffect(() => {
    // A link to what is shown shows the same later, whatever bases there are then.
    if (isDefault) changeView({ base: selected.name })
  }, [isDefault])
  const stored = selected?.range
  const end = Math.max(stored?.to ?? 0, (selected && news?.ends[selected.name]) ?? 0)
  const range = stored ? { from: stored.from, to: end } : undefined
  const minute = focusAt(view.focus, MINUTE_LEVEL)
  const absence = selected && range && describeAbsence(selected.name, range, minute)
  const newest = Math.max(0, ...Object.values(news?.ends ?? {}))
  const figures = useResource<Figures>(() => linkTo('/api/market/figures', { at: minute, end: newest }))
  const lines = useResource<LinesView>(() =>
    selected && range && !absence ? linkTo('/api/market/lines', { base: selected.name, at: minute, end }) : null,
  )
  const found = lines.value.state === 'failed' ? undefined : lines.value.data
  const currentLines = found?.base === selected?.name && found?.at === (minute ?? null) ? found : undefined
  return (
    <div class="market">
      <Toolbar
        overview={overview}
        base={selected}
        view={view}
        price={currentLines}
        time={currentLines?.time ?? minute}
      />
      <PageNotices
        overview={overview}
        view={view}
        errors={[error, focusError(), absence, figures.value.error, lines.value.error]}
      />
      {figures.value.data && bases.length > 0 && (
        <FigureTable
          figures={figures.value.data}
          base={selected?.name ?? ''}
          focus={minute}
          others={view.others}
          order={view.order}
          colorIndexOf={(name) => bases.findIndex((base) => base.name === name)}
          onSort={(order) => changeView({ order })}
          onBase={(base) => changeView({ base }, true)}
          onCompare={(base, compared) => changeView({ others: toggleCompared(view.others, base, compared) })}
          onCompareAll={(all) =>
            changeView({ others: all ? comparableBases(bases).filter((name) => name !== selected?.name) : [] })
          }
        />
      )}
      {selected && range ? (
        <Charts base={selected.name} range={range} overview={overview} view={view} lines={currentLines} />
      ) : (
        <NoCandles overview={overview} view={view} />
      )}
    </div>
  )
}

/** Why there is no minute to show figures of, where the focus is outside the candles. */
function describeAbsence(base: string, range: Span, minute: number | undefined): string | undefined {
  if (minute === undefined || (minute >= range.from && minute < range.to)) return undefined
  const time = timeFormat.value
  const end = minute < range.from ? `they begin at ${time.minute(range.from)}` : `they end at ${time.minute(range.to)}`
  return `${base} has no candles at ${time.minute(minute)}; ${end}`
}

function focusError(): string | undefined {
  const invalid = findInvalidFocus(address.value.query.get('focus') ?? '')
  return invalid === undefined
    ? undefined
    : `the focus ${invalid} is no time; expected one such as 2023-08-05T14:30 (UTC)`
}

/** Names of the bases that have candles. */
function comparableBases(bases: MarketOverview['bases']): string[] {
  return bases.filter(({ range }) => range).map(({ name }) => name)
}

function toggleCompared(others: readonly string[], base: string, compared: boolean): string[] {
  const without = others.filter((other) => other !== base)
  return compared ? [...without, base] : without
}
