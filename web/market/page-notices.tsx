import type { MarketOverview } from '../../src/dashboard/market/api.js'
import { Notice } from '../ui/notice.js'
import { changeView, type MarketView } from './market-address.js'

interface NoticesProps {
  readonly overview: MarketOverview
  readonly view: MarketView
  readonly errors: readonly (string | undefined)[]
}

/** What is asked for and is not there, and what went wrong. All of it goes by itself once it is over. */
export function PageNotices({ overview, view, errors }: NoticesProps) {
  const { bases, targets, classifiers, featureSets } = overview
  const base = bases.find(({ name }) => name === view.base)
  const classifier = classifiers.find(({ id }) => id === view.classifier)
  const lines = [
    ...errors,
    ...overview.errors,
    view.base !== '' && !base ? `there is no base ${view.base} in this workspace; another one is shown` : undefined,
    base && !base.range ? (base.error ?? `there are no candles of ${base.name} yet`) : undefined,
    ...bases.flatMap(({ range, error }) => (range && error ? [error] : [])),
    view.target !== '' && !targets.some(({ id }) => id === view.target)
      ? `there is no target ${view.target}; choose another`
      : undefined,
    view.classifier !== '' && !classifier
      ? `classifier ${view.classifier} does not exist any more; choose another`
      : undefined,
    classifier?.error ?? undefined,
    ...view.features
      .filter(({ set }) => !featureSets.some(({ id }) => id === set))
      .map(({ set }) => `there is no feature set ${set}; remove it above`),
  ]
  const messages = [...new Set(lines.flatMap((line) => line ?? []))]
  if (messages.length === 0) return null
  return (
    <Notice tone="warn">
      {messages.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Notice>
  )
}

/** A workspace, or a base of it, that has no candles yet. */
export function NoCandles({ overview, view }: Pick<NoticesProps, 'overview' | 'view'>) {
  const others = overview.bases.filter(({ name, range }) => range && name !== view.base)
  return (
    <Notice>
      <p>
        {overview.bases.length === 0 ? 'This workspace has no candles yet.' : 'There are no candles to show here yet.'}{' '}
        “Update data” fetches those of the configured bases from the exchange; files are imported with{' '}
        <code>followupward import FILE</code>. They appear here by themselves.
      </p>
      {others.length > 0 && (
        <p>
          There are candles of{' '}
          {others.map(({ name }) => (
            <button key={name} type="button" class="link" onClick={() => changeView({ base: name })}>
              {name}
            </button>
          ))}
        </p>
      )}
    </Notice>
  )
}
