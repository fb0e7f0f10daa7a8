import type { LinesView, MarketBase, MarketOverview } from '../../src/dashboard/market/api.js'
import { Button } from '../ui/button.js'
import { Select } from '../ui/select.js'
import { formatPrice } from '../ui/format.js'
import { timeFormat } from '../app/time-format.js'
import { FocusField } from './focus-field.js'
import { isAtEnd, parseFocus, type Focus } from './focus.js'
import { MAX_FEATURES, changeView, type FeatureColumn, type MarketView } from './market-address.js'
import { UpdateButton } from './update-button.js'

interface ToolbarProps {
  readonly overview: MarketOverview
  readonly base: MarketBase | undefined
  readonly view: MarketView
  /** Of the minute in which lines end. */
  readonly price: Pick<LinesView, 'close' | 'missingSince'> | undefined
  readonly time: number | undefined
}

/** What is shown, and what is drawn over it. */
export function Toolbar({ overview, base, view, price, time }: ToolbarProps) {
  return (
    <header class="toolbar">
      <h1>
        Market{base && <strong>{base.symbol}</strong>}
        {price && <Price {...price} />}
      </h1>
      <UpdateButton />
      <div class="tools">
        <FocusField focus={view.focus} time={time} />
        <Button
          onClick={() => setFocus(parseFocus(''))}
          disabled={isAtEnd(view.focus)}
          title="all charts to the last candle"
        >
          To the end
        </Button>
        <Select
          label="Labels"
          value={view.target}
          none="none"
          options={overview.targets.map(({ id }) => id)}
          onChange={(target) => changeView({ target })}
        />
        <ClassifierSelect overview={overview} view={view} />
        <FeatureSelect overview={overview} features={view.features} />
      </div>
    </header>
  )
}

/** The last close; the price of before an outage is no price. */
function Price({ close, missingSince }: Pick<LinesView, 'close' | 'missingSince'>) {
  if (close !== null) return <span class="price">{formatPrice(close)}</span>
  const since = missingSince === null ? '' : ` since ${timeFormat.value.minute(missingSince)}`
  return <span class="price absent">no candles{since}</span>
}

function setFocus(focus: Focus): void {
  changeView({ focus }, true)
}

function ClassifierSelect({ overview, view }: Pick<ToolbarProps, 'overview' | 'view'>) {
  const { classifiers } = overview
  const selected = classifiers.find(({ id }) => id === view.classifier)
  return (
    <>
      <Select
        label="Signals"
        value={view.classifier}
        none="none"
        options={classifiers.map(({ id }) => id)}
        onChange={(classifier) => changeView({ classifier, buy: undefined, sell: undefined })}
      />
      {selected &&
        (['buy', 'sell'] as const).map((kind) => (
          <label key={kind} class={`select ${kind}`}>
            {kind} threshold
            <input
              type="number"
              min="0"
              max="1"
              step="0.05"
              value={view[kind] ?? selected.thresholds[kind]}
              onChange={(event) => changeView({ [kind]: parseThreshold(event.currentTarget.value) })}
            />
          </label>
        ))}
    </>
  )
}

function parseThreshold(text: string): number | undefined {
  const value = Number(text)
  return text === '' || Number.isNaN(value) ? undefined : Math.min(1, Math.max(0, value))
}

function FeatureSelect({ overview, features }: { overview: MarketOverview; features: readonly FeatureColumn[] }) {
  const add = (text: string): void => {
    const [set = '', column = ''] = text.split('/')
    if (column !== '') changeView({ features: [...features, { set, column }].slice(-MAX_FEATURES) })
  }
  return (
    <>
      <label class="select">
        Features
        <select
          value=""
          onChange={(event) => {
            add(event.currentTarget.value)
            event.currentTarget.value = ''
          }}
        >
          <option value="">add …</option>
          {overview.featureSets.map(({ id, columns }) => (
            <optgroup key={id} label={id}>
              {columns.map((column) => (
                <option key={column} value={`${id}/${column}`}>
                  {column}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      {features.map((feature) => (
        <button
          key={nameOf(feature)}
          type="button"
          class="chip"
          aria-label={`remove ${nameOf(feature)}`}
          onClick={() => changeView({ features: features.filter((one) => one !== feature) })}
        >
          {nameOf(feature)} ×
        </button>
      ))}
    </>
  )
}

function nameOf({ set, column }: FeatureColumn): string {
  return `${set} ${column}`
}
