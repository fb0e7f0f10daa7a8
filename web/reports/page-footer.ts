import { createElement } from './dom.js'
import type { TimeFormat } from './format.js'

/** When the page was made, and in which zone it shows times. */
export interface PageOrigin {
  /** Epoch ms. */
  readonly madeAt: number
  /** IANA name. */
  readonly timeZone: string
}

/** The end of a page; `notice` is what a library on it asks for. */
export function createPageFooter(
  { madeAt, timeZone }: PageOrigin,
  times: TimeFormat,
  remark: string,
  notice?: Node,
): HTMLElement {
  return createElement(
    'footer',
    {},
    createElement('p', {}, `Made ${times.minute(madeAt / 60_000)} ${timeZone}. ${remark}`),
    notice,
  )
}

/** What the library of the charts asks a page with them to say. */
export function createChartNotice(): HTMLElement {
  const link = createElement('a', { href: 'https://www.tradingview.com/', rel: 'noreferrer' }, 'tradingview.com')
  return createElement(
    'p',
    {},
    'TradingView Lightweight Charts™, Copyright 2025 TradingView, Inc. ',
    link,
    ', Apache License 2.0.',
  )
}
