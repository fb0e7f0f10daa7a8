/** What a workspace has, as figures. */
export interface WorkspaceState {
  /** Whether `followupward.yaml` is there; without it the defaults hold. */
  readonly configured: boolean
  /** Whether the folder is empty, so that a demo may be made right here. */
  readonly empty: boolean
  /** Whether the market is simulated: there is no exchange behind it. */
  readonly simulated: boolean
  /** Bases that have candles. */
  readonly bases: readonly string[]
  /** Candles of them together, without minutes that were filled. */
  readonly candles: number
  /** From the first to the end of the newest candle, epoch ms. */
  readonly range: { readonly from: number; readonly to: number } | null
  /** Ids of what has been computed and kept. */
  readonly features: readonly string[]
  readonly targets: readonly string[]
  readonly sets: boolean
  readonly classifiers: readonly string[]
  readonly reports: readonly string[]
  /** Whether the book of the trader is there. */
  readonly traded: boolean
  /** Files of candles that were found damaged and set aside. */
  readonly damaged: number
  /** What could not be read, in words. */
  readonly errors: readonly string[]
}

/** What a page may start for a newcomer with one button. */
export type StartAction = 'init' | 'demo'

export interface StartStep {
  readonly id: 'workspace' | 'candles' | 'definitions' | 'training' | 'assessment' | 'trading'
  readonly title: string
  /** `next` is the first that is not done. */
  readonly state: 'done' | 'next' | 'later'
  /** What is there, or what the step is for. */
  readonly text: string
  /** To be copied into a terminal, in the workspace's folder. */
  readonly commands: readonly string[]
  /** A page that does it or shows it. */
  readonly page?: { readonly href: string; readonly title: string }
  readonly action?: { readonly id: StartAction; readonly title: string }
}

/** GET /api/start */
export interface StartOverview {
  readonly state: WorkspaceState
  readonly steps: readonly StartStep[]
}
