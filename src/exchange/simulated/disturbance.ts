/** What goes wrong with one request instead of its usual answer. */
export type Disturbance =
  /** The request is carried out, and the connection is cut before the answer. */
  | { readonly kind: 'lose-answer' }
  /** The request is not carried out; this is answered instead. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body: unknown
      readonly headers?: Readonly<Record<string, string>>
    }

/** Asked before every request to an endpoint; undefined lets it go through. */
export type Disturb = (request: { readonly method: string; readonly path: string }) => Disturbance | undefined
