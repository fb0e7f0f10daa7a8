import { selectedThresholds, type ClassifierDescription } from '../../classifier/description.js'
import { RequestError } from '../../core/request-error.js'
import type { Thresholds } from '../../trading/signal.js'
import type { TradeSession, TradeSettings } from './trade-session.js'

/** What a threshold was taken from. */
export type ThresholdSource = 'request' | 'classifier'

export interface ResolvedThresholds {
  readonly thresholds: Thresholds
  readonly sources: { readonly buy: ThresholdSource; readonly sell: ThresholdSource }
}

export interface ThresholdInputs {
  readonly settings: Pick<TradeSettings, 'classifier' | 'buy' | 'sell'>
  readonly classifier: { readonly description: Pick<ClassifierDescription, 'selection'> }
}

/**
 * The thresholds of a run: each that the request names, else the one that was chosen with the classifier on its validation set.
 * Those of the workspace, which charts fall back to, are never traded on. Throws RequestError where none were chosen with the
 * classifier, and the request does not name both.
 */
export function resolveThresholds({ settings, classifier }: ThresholdInputs): ResolvedThresholds {
  const chosen = selectedThresholds(classifier.description)
  const buy = settings.buy ?? chosen?.buyThreshold
  const sell = settings.sell ?? chosen?.sellThreshold
  if (buy === undefined || sell === undefined) {
    throw new RequestError(
      `no thresholds were chosen for ${settings.classifier}: no cell gained for sure on its validation set; name both {buy} and {sell} to trade all the same`,
    )
  }
  return {
    thresholds: { buy, sell },
    sources: {
      buy: settings.buy === undefined ? 'classifier' : 'request',
      sell: settings.sell === undefined ? 'classifier' : 'request',
    },
  }
}

/** Tells the thresholds of a run where they are not those of the workspace. */
export function logThresholds(session: TradeSession): void {
  const { thresholds, sources } = resolveThresholds(session)
  const { workspace, log } = session.context
  const configured = workspace.config.thresholds
  if (thresholds.buy === configured.buy && thresholds.sell === configured.sell) return
  const textOf = (side: 'buy' | 'sell'): string => `${side} ${thresholds[side]} (${describeSource(sources[side])})`
  log(
    `thresholds: ${textOf('buy')}, ${textOf('sell')}; the workspace's are buy ${configured.buy}, sell ${configured.sell}`,
  )
}

export function describeSource(source: ThresholdSource): string {
  return source === 'request' ? 'as requested' : 'chosen for the classifier'
}
