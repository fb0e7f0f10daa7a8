import { element } from './dom.js'
import type { TimeText } from './format.js'

/** When the page was made, and in which zone it shows times. */
export interface Made {
  /** Epoch ms. */
  readonly madeAt: number
  /** IANA name. */
  readonly timeZone: string
}

/** The end of a page; `notice` is what a library on it asks for. */
export function pageFooter({ madeAt, timeZone }: Made, times: TimeText, remark: string, notice?: Node): HTMLElement {
  return element('footer', {}, element('p', {}, `Made ${times.minute(madeAt / 60_000)} ${timeZone}. ${remark}`), notice)
}

/** What the library of the charts asks a page with them to say. */
export function chartNotice(): HTMLElement {
  const link = element('a', { href: 'https://www.tradingview.com/', rel: 'noreferrer' }, 'tradingview.com')
  return element(
    'p',
    {},
    'TradingView Lightweight Charts™, Copyright 2025 TradingView, Inc. ',
    link,
    ', Apache License 2.0.',
  )
}
