/** What decides that a price was reached: the close of a minute, or the highest and lowest price within it. */
export const EXIT_TRIGGERS = ['close', 'high-low'] as const
export type ExitTrigger = (typeof EXIT_TRIGGERS)[number]

/**
 * What sells a position without a signal, in shares of what was paid for one unit, fees apart. A rule that is left out, or 0, never
 * sells. What a close decides is an order like that of a signal.
 */
export interface ExitRules {
  /** Sells at a fall by this share, or more. */
  readonly stopLoss?: number | undefined
  /** Sells at a rise by this share, or more. */
  readonly takeProfit?: number | undefined
  /** Sells at a fall by this share of the highest price since the purchase, which counts too. */
  readonly trailingStop?: number | undefined
  /** Sells at the close of the minute so many minutes after the one that decided on the purchase. */
  readonly maxMinutes?: number | undefined
  /**
   * Sells at the close of the minute in which the close has been below the purchase for more than so many minutes in a row; a buy
   * signal begins the count anew.
   */
  readonly lossMinutes?: number | undefined
  /** What reaches the prices of stop, profit and trailing stop; default: the close. */
  readonly trigger?: ExitTrigger | undefined
}

/** A position is sold by its threshold alone. */
export const NO_EXITS: ExitRules = {}

/** What closed a trade: a signal, one of the exit rules, or the end of its range. */
export const TRADE_EXITS = ['signal', 'loss', 'end', 'stopLoss', 'takeProfit', 'trailingStop', 'maxMinutes'] as const
export type TradeExit = (typeof TRADE_EXITS)[number]
export type ExitReason = Exclude<TradeExit, 'signal' | 'end'>

/** Whether any of the rules can sell. */
export function hasExits(exits: ExitRules | undefined = NO_EXITS): boolean {
  return hasPriceExits(exits) || Boolean(exits.maxMinutes) || Boolean(exits.lossMinutes)
}

/** Whether the highest and lowest prices of minutes decide. */
export function isDecidedInCandles(exits: ExitRules | undefined = NO_EXITS): boolean {
  return exits.trigger === 'high-low' && hasPriceExits(exits)
}

function hasPriceExits({ stopLoss, takeProfit, trailingStop }: ExitRules): boolean {
  return Boolean(stopLoss) || Boolean(takeProfit) || Boolean(trailingStop)
}

/** The rules that can sell, without those that are 0; empty where there are none. */
export function compactExits(exits: ExitRules): ExitRules {
  if (!hasExits(exits)) return NO_EXITS
  const { stopLoss, takeProfit, trailingStop, maxMinutes, lossMinutes } = exits
  return {
    ...(stopLoss && { stopLoss }),
    ...(takeProfit && { takeProfit }),
    ...(trailingStop && { trailingStop }),
    ...(maxMinutes && { maxMinutes }),
    ...(lossMinutes && { lossMinutes }),
    ...(isDecidedInCandles(exits) && { trigger: 'high-low' as const }),
  }
}

/** What the rules know of a position from the minutes before. */
export interface HoldingState {
  /** Open time of the candle that decided on the purchase, epoch ms. */
  readonly since: number
  /** The highest price since the purchase, which counts too. */
  readonly peak: number
}

/** A position, as the rules see it at the close of a minute. */
export interface ExitPosition {
  /** What was paid for one unit, fees apart. */
  readonly price: number
  /** The highest price since the purchase, `price` included: of closes, or with the trigger `high-low` of the minutes before. */
  readonly peak: number
  /** Minutes since the one that decided on the purchase. */
  readonly minutes: number
  /** Minutes in a row, up to this one, with a close below `price`. */
  readonly losses: number
}

/** Which rule sells at the close of a minute; undefined: none. Where several do, the first in the order of `ExitRules`. */
export function findCloseExit(position: ExitPosition, close: number, exits: ExitRules): ExitReason | undefined {
  const { price, peak, minutes, losses } = position
  const { stopLoss, takeProfit, trailingStop, maxMinutes, lossMinutes } = exits
  if (exits.trigger !== 'high-low') {
    if (stopLoss && close <= price * (1 - stopLoss)) return 'stopLoss'
    if (takeProfit && close >= price * (1 + takeProfit)) return 'takeProfit'
    if (trailingStop && close <= peak * (1 - trailingStop)) return 'trailingStop'
  }
  if (maxMinutes && minutes >= maxMinutes) return 'maxMinutes'
  return lossMinutes && losses > lossMinutes ? 'loss' : undefined
}

/** The prices of a minute that rules with the trigger `high-low` look at. */
export interface CandlePrices {
  readonly open: number
  readonly high: number
  readonly low: number
}

/** What sells within a minute, and the price that was reached, or the open where that lies beyond it. */
export interface CandleExit {
  readonly reason: ExitReason
  readonly price: number
}

/**
 * Which rule with the trigger `high-low` sells within a minute; undefined: none. Where stop and profit both lie inside of it nobody knows
 * which came first: it counts as the stop. A trailing stop follows the minutes before.
 */
export function findCandleExit(
  { price, peak }: Pick<ExitPosition, 'price' | 'peak'>,
  { open, high, low }: CandlePrices,
  { stopLoss, takeProfit, trailingStop, trigger }: ExitRules,
): CandleExit | undefined {
  if (trigger !== 'high-low') return undefined
  const fixed = stopLoss ? price * (1 - stopLoss) : -Infinity
  const trailing = trailingStop ? peak * (1 - trailingStop) : -Infinity
  const stop = Math.max(fixed, trailing)
  const reason = fixed >= trailing ? 'stopLoss' : 'trailingStop'
  const profit = takeProfit ? price * (1 + takeProfit) : Infinity
  if (open <= stop) return { reason, price: open }
  if (open >= profit) return { reason: 'takeProfit', price: open }
  if (low <= stop) return { reason, price: stop }
  return high >= profit ? { reason: 'takeProfit', price: profit } : undefined
}

/** The barriers of a label, seen from the close of its minute: whichever is reached first decides, and after `minutes` none does. */
export interface LabelBarriers {
  /** Shares of the price. */
  readonly up: number
  readonly down: number
  readonly minutes: number
  /** Default: the close. */
  readonly trigger?: ExitTrigger
}

/** Sells where the label of the purchase is decided. */
export function exitsOfBarriers({ up, down, minutes, trigger }: LabelBarriers): ExitRules {
  return compactExits({ stopLoss: down, takeProfit: up, maxMinutes: minutes, trigger })
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(6))} %`
}

/** What else sells a position, a phrase a rule: `0.5 % below the purchase`. */
export function describeExits(exits: ExitRules): string[] {
  const { stopLoss, takeProfit, trailingStop, maxMinutes, lossMinutes } = exits
  const within = isDecidedInCandles(exits) ? ' within the minute' : ''
  return [
    ...(stopLoss ? [`${percent(stopLoss)} below the purchase${within}`] : []),
    ...(takeProfit ? [`${percent(takeProfit)} above it${within}`] : []),
    ...(trailingStop ? [`${percent(trailingStop)} below the highest price since${within}`] : []),
    ...(maxMinutes ? [`after ${maxMinutes} minutes`] : []),
    ...(lossMinutes ? [`after more than ${lossMinutes} minutes in a row below the purchase`] : []),
  ]
}
