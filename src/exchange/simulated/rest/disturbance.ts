/** What goes wrong with one request instead of its usual answer. */
export type Disturbance =
  /** The request is carried out, and the connection is cut before the answer. */
  | { readonly kind: 'lose-answer' }
  /** The connection is cut; the request is not carried out. */
  | { readonly kind: 'refuse' }
  /** The request is carried out so many of the machine's milliseconds later. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** This is answered instead. The request is carried out only where that is said. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body: unknown
      readonly headers?: Readonly<Record<string, string>>
      readonly carriedOut?: boolean
    }

export interface RequestInfo {
  readonly method: string
  readonly path: string
  /** The exchange's time. */
  readonly time: number
}

/** Asked before every request to an endpoint; undefined lets it go through. */
export type DisturbRequest = (request: RequestInfo) => Disturbance | undefined

/** What several of them do together: the delays add up, and the first that changes the answer decides it. */
export interface CombinedDisturbance {
  readonly delay: number
  readonly outcome: Exclude<Disturbance, { kind: 'delay' }> | undefined
}

/** Asks one after the other, up to the first that changes the answer. */
export function combineDisturbances(disturbs: readonly DisturbRequest[], request: RequestInfo): CombinedDisturbance {
  let delay = 0
  for (const disturb of disturbs) {
    const disturbance = disturb(request)
    if (disturbance?.kind === 'delay') delay += disturbance.milliseconds
    else if (disturbance) return { delay, outcome: disturbance }
  }
  return { delay, outcome: undefined }
}
