/** Why the matching engine refuses a call; the protocol of an exchange has a code for each reason. */
export type EngineErrorReason =
  | 'unknown-symbol'
  | 'market-closed'
  | 'insufficient-balance'
  | 'duplicate-order'
  | 'unknown-order'
  | 'would-take'
  | 'would-trigger'
  | 'price-relation'
  | 'too-precise'
  | 'filter'

/** The matching engine refused a call and changed nothing. */
export class EngineError extends Error {
  override readonly name = 'EngineError'

  constructor(
    readonly reason: EngineErrorReason,
    /** The field that is too precise, or the filter that the order fails. */
    readonly subject = '',
  ) {
    const text = reason.replaceAll('-', ' ')
    super(subject === '' ? text : `${text}: ${subject}`)
  }
}
