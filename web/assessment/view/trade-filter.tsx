import { useSignal } from '@preact/signals'
import { Button } from '../../ui/button.js'
import { Select } from '../../ui/select.js'
import { clearFilter, isFiltered, setFilter, type TradeView } from './trade-query.js'

interface TradeFilterProps {
  readonly view: TradeView
  /** Bases among which one can be chosen. */
  readonly bases: readonly string[]
  /** Epoch ms of the begins of months in which trades were sold. */
  readonly months: readonly number[]
}

/** Narrows the trades of the table, of the marks and of the csv alike. */
export function TradeFilter({ view, bases, months }: TradeFilterProps) {
  return (
    <div class="trade-filter" role="group" aria-label="Which trades">
      {bases.length > 1 && (
        <Select
          label="Base"
          name="only"
          value={view.only}
          none="all"
          options={bases}
          onChange={(only) => setFilter({ only })}
        />
      )}
      <Select
        label="Sold in"
        name="month"
        value={view.month}
        none="any month"
        options={months.map((month) => new Date(month).toISOString().slice(0, 7))}
        onChange={(month) => setFilter({ month })}
      />
      <Limits label="Gain" unit="%" view={view} names={['minGain', 'maxGain']} />
      <Limits label="Held" unit="min" view={view} names={['minMinutes', 'maxMinutes']} />
      <Button disabled={!isFiltered(view)} onClick={clearFilter}>
        All trades
      </Button>
    </div>
  )
}

type LimitName = 'minGain' | 'maxGain' | 'minMinutes' | 'maxMinutes'

interface LimitsProps {
  readonly label: string
  readonly unit: string
  readonly view: TradeView
  readonly names: readonly [LimitName, LimitName]
}

function Limits({ label, unit, view, names: [from, to] }: LimitsProps) {
  return (
    <span class="limits">
      {label} <LimitInput name={from} value={view[from]} words="from" label={`${label} from, ${unit}`} />{' '}
      <LimitInput name={to} value={view[to]} words="to" label={`${label} to, ${unit}`} /> {unit}
    </span>
  )
}

interface LimitInputProps {
  readonly name: LimitName
  readonly value: string
  readonly words: string
  readonly label: string
}

/** Holds what is being typed until it is entered, since trades that arrive meanwhile draw the page anew. */
function LimitInput({ name, value, words, label }: LimitInputProps) {
  const draft = useSignal<string | undefined>(undefined)
  return (
    <input
      type="number"
      step="any"
      name={name}
      value={draft.value ?? value}
      placeholder={words}
      aria-label={label}
      onInput={({ currentTarget }) => {
        draft.value = currentTarget.value
      }}
      onChange={({ currentTarget }) => {
        setFilter({ [name]: currentTarget.value })
        draft.value = undefined
      }}
      onBlur={() => {
        draft.value = undefined
      }}
    />
  )
}
