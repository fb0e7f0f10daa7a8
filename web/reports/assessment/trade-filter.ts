import { createElement } from '../dom.js'
import type { PageTrade } from './replay.js'

/** Which trades are looked at; what is left out does not matter. Limits are inclusive. */
export interface TradeFilter {
  /** `2023-08`, UTC, of the sale. */
  readonly month?: string | undefined
  /** Shares of the stake. */
  readonly minGain?: number | undefined
  readonly maxGain?: number | undefined
  readonly minMinutes?: number | undefined
  readonly maxMinutes?: number | undefined
}

export function isFiltered(filter: TradeFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined)
}

export function isMatch(trade: PageTrade, filter: TradeFilter): boolean {
  const { month, minGain = -Infinity, maxGain = Infinity, minMinutes = 0, maxMinutes = Infinity } = filter
  const minutes = trade.sellMinute - trade.buyMinute
  return (
    (month === undefined || monthOf(trade) === month) &&
    trade.gain >= minGain &&
    trade.gain <= maxGain &&
    minutes >= minMinutes &&
    minutes <= maxMinutes
  )
}

function monthOf({ sellMinute }: PageTrade): string {
  return new Date(sellMinute * 60_000).toISOString().slice(0, 7)
}

export interface FilterControls {
  readonly element: HTMLElement
  /** Offers the months of other trades, and shows a filter. */
  show(trades: readonly PageTrade[], filter: TradeFilter): void
}

/** Fields that narrow trades; `change` is told the whole filter. */
export function createFilterControls(change: (filter: TradeFilter) => void): FilterControls {
  const month = createElement('select', { name: 'month', 'aria-label': 'sold in' })
  const limits = {
    minGain: createLimit('minGain', 'gain from, %'),
    maxGain: createLimit('maxGain', 'gain to, %'),
    minMinutes: createLimit('minMinutes', 'duration from, minutes'),
    maxMinutes: createLimit('maxMinutes', 'duration to, minutes'),
  }
  const clear = createElement('button', { type: 'button', class: 'quiet' }, 'All trades')
  const read = (): void =>
    change({
      month: month.value || undefined,
      minGain: shareOf(limits.minGain),
      maxGain: shareOf(limits.maxGain),
      minMinutes: numberOf(limits.minMinutes),
      maxMinutes: numberOf(limits.maxMinutes),
    })
  for (const field of [month, ...Object.values(limits)]) field.addEventListener('change', read)
  clear.addEventListener('click', () => {
    for (const field of Object.values(limits)) field.value = ''
    change({})
  })
  const element = createElement(
    'div',
    { class: 'filter', role: 'group', 'aria-label': 'which trades' },
    createElement('span', {}, 'Sold in ', month),
    createElement('span', {}, 'Gain ', limits.minGain, ' ', limits.maxGain, ' %'),
    createElement('span', {}, 'Duration ', limits.minMinutes, ' ', limits.maxMinutes, ' min'),
    clear,
  )
  let offered = ''
  return {
    element,
    show: (trades, filter) => {
      const months = [...new Set(trades.map(monthOf))].sort()
      if (months.join() !== offered) {
        offered = months.join()
        const all = createElement('option', { value: '' }, 'any month')
        month.replaceChildren(all, ...months.map((one) => createElement('option', { value: one }, one)))
      }
      month.value = filter.month ?? ''
      clear.disabled = !isFiltered(filter)
    },
  }
}

function createLimit(name: string, label: string): HTMLInputElement {
  const words = name.startsWith('min') ? 'from' : 'to'
  return createElement('input', { type: 'number', step: 'any', name, placeholder: words, 'aria-label': label })
}

function numberOf({ value }: HTMLInputElement): number | undefined {
  return value === '' ? undefined : Number(value)
}

function shareOf(field: HTMLInputElement): number | undefined {
  const percent = numberOf(field)
  return percent === undefined ? undefined : percent / 100
}
