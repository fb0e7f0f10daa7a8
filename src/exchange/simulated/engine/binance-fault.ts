/** A request that the exchange refuses, with Binance's own code and message. */
export class BinanceFault extends Error {
  override readonly name = 'BinanceFault'

  constructor(
    readonly code: number,
    message: string,
    readonly httpStatus = 400,
  ) {
    super(message)
  }
}

/** Every refusal that the simulated exchange knows. */
export const faults = {
  illegalCharacters: (parameter: string) =>
    new BinanceFault(-1100, `Illegal characters found in parameter '${parameter}'.`),
  missing: (parameter: string) =>
    new BinanceFault(-1102, `Mandatory parameter '${parameter}' was not sent, was empty/null, or malformed.`),
  tooPrecise: (parameter: string) => new BinanceFault(-1111, `Parameter '${parameter}' has too much precision.`),
  notRequired: (parameter: string) => new BinanceFault(-1106, `Parameter '${parameter}' sent when not required.`),
  combination: () => new BinanceFault(-1128, 'Combination of optional parameters invalid.'),
  timeInForce: () => new BinanceFault(-1115, 'Invalid timeInForce.'),
  orderType: () => new BinanceFault(-1116, 'Invalid orderType.'),
  side: () => new BinanceFault(-1117, 'Invalid side.'),
  interval: () => new BinanceFault(-1120, 'Invalid interval.'),
  symbol: () => new BinanceFault(-1121, 'Invalid symbol.'),
  recvWindow: () => new BinanceFault(-1131, 'recvWindow must be less than 60000.'),
  filter: (name: string) => new BinanceFault(-1013, `Filter failure: ${name}`),
  marketClosed: () => new BinanceFault(-1013, 'Market is closed.'),
  timestampLate: () => new BinanceFault(-1021, 'Timestamp for this request is outside of the recvWindow.'),
  timestampEarly: () => new BinanceFault(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  signature: () => new BinanceFault(-1022, 'Signature for this request is not valid.'),
  insufficientBalance: () => new BinanceFault(-2010, 'Account has insufficient balance for requested action.'),
  duplicateOrder: () => new BinanceFault(-2010, 'Duplicate order sent.'),
  wouldTake: () => new BinanceFault(-2010, 'Order would immediately match and take.'),
  wouldTrigger: () => new BinanceFault(-2010, 'Stop price would trigger immediately.'),
  priceRelation: () => new BinanceFault(-2010, 'The relationship of the prices for the orders is not correct.'),
  cancelUnknown: () => new BinanceFault(-2011, 'Unknown order sent.'),
  orderUnknown: () => new BinanceFault(-2013, 'Order does not exist.'),
  keyFormat: () => new BinanceFault(-2014, 'API-key format invalid.', 401),
  keyUnknown: () => new BinanceFault(-2015, 'Invalid API-key, IP, or permissions for action.', 401),
} as const
