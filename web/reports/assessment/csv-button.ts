import { createElement } from '../dom.js'
import { formatInteger } from '../format.js'
import { formatTradesCsv, type NumberedTrade } from './trade-order.js'

export interface CsvButton {
  readonly element: HTMLButtonElement
  /** Says how many trades it stores. */
  show(count: number): void
}

/** Stores trades as a file of that name, in the order in which they are listed. */
export function createCsvButton(name: string, rows: () => readonly NumberedTrade[]): CsvButton {
  const element = createElement('button', { type: 'button', class: 'quiet' })
  element.addEventListener('click', () => {
    const url = URL.createObjectURL(new Blob([formatTradesCsv(rows())], { type: 'text/csv' }))
    createElement('a', { href: url, download: `${name}.csv` }).click()
    // The browser reads it after the click has been handled.
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  })
  return {
    element,
    show: (count) => {
      element.disabled = count === 0
      element.textContent = `csv of ${formatInteger(count)} ${count === 1 ? 'trade' : 'trades'}`
    },
  }
}
