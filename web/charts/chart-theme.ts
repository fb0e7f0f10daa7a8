import { computed, type ReadonlySignal } from '@preact/signals'
import { theme } from '../app/theme.js'

type ColorName =
  | 'text'
  | 'muted'
  | 'line'
  | 'page'
  | 'surface'
  | 'gain'
  | 'loss'
  | 'accent'
  | 'buy'
  | 'sell'
  | 'hold'
  | 'shade'

/** Colours of the charts as `rgb(…)`, which canvases and both chart libraries understand. */
export type ChartColors = Readonly<Record<ColorName, string>> & {
  /** Colours for several lines beside each other, told apart in both themes. */
  readonly series: readonly string[]
}

const SERIES = 8

/** The style sheet's colours of the theme that is shown; changes with it. */
export const chartColors: ReadonlySignal<ChartColors> = computed(() => {
  // Reading the theme makes this follow it.
  const probe = document.createElement('span')
  probe.dataset['theme'] = theme.value
  document.body.append(probe)
  const color = (name: string): string => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const colors = {
    text: color('text'),
    muted: color('muted'),
    line: color('line'),
    page: color('page'),
    surface: color('surface'),
    gain: color('gain'),
    loss: color('loss'),
    accent: color('accent'),
    buy: color('buy'),
    sell: color('sell'),
    hold: color('hold'),
    shade: color('shade'),
    series: Array.from({ length: SERIES }, (_, index) => color(`series-${index + 1}`)),
  }
  probe.remove()
  return colors
})
