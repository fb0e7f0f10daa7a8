import type { ReadonlySignal } from '@preact/signals'
import type { Span } from '../../src/dashboard/market/api.js'
import type { ChartBars } from '../charts/chart-bars.js'
import { formatSignedPercent } from '../ui/format.js'
import { ColorDot } from './color-dot.js'
import { gainWithin } from './gain-within.js'

interface ComparedGainsProps {
  /** Of the base that is shown, and of those that it is compared with. */
  readonly all: readonly ChartBars[]
  readonly base: string
  readonly visible: ReadonlySignal<Span | undefined>
  readonly hover: ReadonlySignal<number | undefined>
  readonly colorIndexOf: (base: string) => number
}

/** What each compared base gained from the left edge to the cross, else to the right edge: the best first. */
export function ComparedGains({ all, base, visible, hover, colorIndexOf }: ComparedGainsProps) {
  const range = visible.value
  if (!range || all.length < 2) return null
  const gains = all
    .map((bars) => ({ name: bars.base, gain: gainWithin(bars, range, hover.value) }))
    .sort((a, b) => (b.gain ?? -Infinity) - (a.gain ?? -Infinity))
  return (
    <ul class="compared" aria-label="Gains of the compared bases">
      {gains.map(({ name, gain }) => (
        <li key={name} data-base={name}>
          {name !== base && <ColorDot index={colorIndexOf(name)} />}
          {name}{' '}
          <b class={gain === undefined ? '' : gain < 0 ? 'loss' : 'gain'}>
            {gain === undefined ? '–' : formatSignedPercent(gain)}
          </b>
        </li>
      ))}
    </ul>
  )
}
