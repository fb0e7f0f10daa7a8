import { EngineError } from '../engine/engine-error.js'

/** A refusal of a request, with Binance's code and message. */
export class BinanceError extends Error {
  override readonly name = 'BinanceError'

  constructor(
    readonly code: number,
    message: string,
    readonly httpStatus = 400,
  ) {
    super(message)
  }
}

/** The refusals of requests by Binance's codes. Those of orders come from the engine, by way of `toBinanceError`. */
export const binanceErrors = {
  illegalCharacters: (parameter: string) =>
    new BinanceError(-1100, `Illegal characters found in parameter '${parameter}'.`),
  missing: (parameter: string) =>
    new BinanceError(-1102, `Mandatory parameter '${parameter}' was not sent, was empty/null, or malformed.`),
  notRequired: (parameter: string) => new BinanceError(-1106, `Parameter '${parameter}' sent when not required.`),
  combination: () => new BinanceError(-1128, 'Combination of optional parameters invalid.'),
  timeInForce: () => new BinanceError(-1115, 'Invalid timeInForce.'),
  orderType: () => new BinanceError(-1116, 'Invalid orderType.'),
  side: () => new BinanceError(-1117, 'Invalid side.'),
  interval: () => new BinanceError(-1120, 'Invalid interval.'),
  recvWindow: () => new BinanceError(-1131, 'recvWindow must be less than 60000.'),
  timestampLate: () => new BinanceError(-1021, 'Timestamp for this request is outside of the recvWindow.'),
  timestampEarly: () => new BinanceError(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  signature: () => new BinanceError(-1022, 'Signature for this request is not valid.'),
  cancelUnknown: () => new BinanceError(-2011, 'Unknown order sent.'),
  orderUnknown: () => new BinanceError(-2013, 'Order does not exist.'),
  keyFormat: () => new BinanceError(-2014, 'API-key format invalid.', 401),
  keyUnknown: () => new BinanceError(-2015, 'Invalid API-key, IP, or permissions for action.', 401),
} as const

/** Converts any error of a request to Binance's form; an unexpected error becomes Binance's unknown error. */
export function toBinanceError(error: unknown): BinanceError {
  if (error instanceof BinanceError) return error
  if (error instanceof EngineError) return engineRefusal(error)
  return new BinanceError(-1000, 'An unknown error occurred.', 500)
}

function engineRefusal({ reason, subject }: EngineError): BinanceError {
  switch (reason) {
    case 'unknown-symbol':
      return new BinanceError(-1121, 'Invalid symbol.')
    case 'market-closed':
      return new BinanceError(-1013, 'Market is closed.')
    case 'insufficient-balance':
      return new BinanceError(-2010, 'Account has insufficient balance for requested action.')
    case 'duplicate-order':
      return new BinanceError(-2010, 'Duplicate order sent.')
    case 'unknown-order':
      return binanceErrors.cancelUnknown()
    case 'would-take':
      return new BinanceError(-2010, 'Order would immediately match and take.')
    case 'would-trigger':
      return new BinanceError(-2010, 'Stop price would trigger immediately.')
    case 'price-relation':
      return new BinanceError(-2010, 'The relationship of the prices for the orders is not correct.')
    case 'too-precise':
      return new BinanceError(-1111, `Parameter '${subject}' has too much precision.`)
    case 'filter':
      return new BinanceError(-1013, `Filter failure: ${subject}`)
  }
}
