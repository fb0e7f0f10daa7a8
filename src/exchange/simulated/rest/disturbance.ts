/** What happens to one request instead of its usual response. */
export type Disturbance =
  /** The request is carried out, and the connection is cut before the response. */
  | { readonly kind: 'lose-answer' }
  /** The connection is cut; the request is not carried out. */
  | { readonly kind: 'refuse' }
  /** The request is carried out so many milliseconds of the machine later. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** This response is sent instead. The request is carried out only where `carriedOut` is true. */
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

/** Is called before every request to an endpoint; undefined lets the request through. */
export type DisturbRequest = (request: RequestInfo) => Disturbance | undefined

/** The joint effect of several disturbances: the delays add up, and the first that changes the response decides it. */
export interface CombinedDisturbance {
  readonly delay: number
  readonly outcome: Exclude<Disturbance, { kind: 'delay' }> | undefined
}

/** Calls the functions one after the other, up to the first that changes the response. */
export function combineDisturbances(disturbs: readonly DisturbRequest[], request: RequestInfo): CombinedDisturbance {
  let delay = 0
  for (const disturb of disturbs) {
    const disturbance = disturb(request)
    if (disturbance?.kind === 'delay') delay += disturbance.milliseconds
    else if (disturbance) return { delay, outcome: disturbance }
  }
  return { delay, outcome: undefined }
}
