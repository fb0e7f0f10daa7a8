import { Decimal } from '../../core/decimal.js'
import { openAccount } from './engine/account.js'
import { feeCoinOf } from './engine/fee-coin.js'
import type { FillRules, OrderEvent } from './engine/fill-rules.js'
import type { CandleView } from './engine/kline.js'
import { openEngine } from './engine/matching-engine.js'
import type { RestContext } from './rest/rest-route.js'
import type { ScenarioHooks } from './scenarios/scenario.js'
import type { ServerClock } from './simulated-clock.js'
import type { SimulatedExchangeOptions } from './simulated-exchange-options.js'
import { openMarket, type SimulatedMarket } from './engine/simulated-market.js'

/** Opens account, markets and engine, each with what the scenarios do to it. Throws UserError where options contradict. */
export function openContext(
  options: SimulatedExchangeOptions,
  clock: ServerClock,
  hooks: readonly ScenarioHooks[],
  report: (event: OrderEvent) => void,
): RestContext {
  const markets = [...options.candles].map(([symbol, candles]) =>
    openMarket(symbol, candles, clock.range.from, options.filters?.get(symbol), hooks),
  )
  const rules = { ...rulesOf(options, markets, hooks), report }
  const offsetOf = (time: number): number =>
    hooks.reduce((offset, { clockOffset }) => offset + (clockOffset?.(time) ?? 0), 0)
  return {
    engine: openEngine({ ...rules, markets }),
    account: rules.account,
    makerFee: rules.makerFee,
    takerFee: rules.takerFee,
    now: () => clock.now(),
    shownTime: () => clock.now() + offsetOf(clock.now()),
    candleView: (symbol, opened, now) => viewOf(hooks, symbol, opened, now),
  }
}

function rulesOf(
  options: SimulatedExchangeOptions,
  markets: readonly SimulatedMarket[],
  hooks: readonly ScenarioHooks[],
): FillRules {
  const deposits = Object.entries(options.balances).map(([asset, text]) => [asset, new Decimal(text)] as const)
  return {
    account: openAccount(new Map(deposits)),
    makerFee: new Decimal(options.makerFee ?? '0.001'),
    takerFee: new Decimal(options.takerFee ?? '0.001'),
    volumeShare: new Decimal(options.volumeShare ?? '0.1'),
    spreadTicks: options.spreadTicks ?? 1,
    feeCoin: options.feeCoin && feeCoinOf(options.feeCoin, markets),
    limitFill: (fill) =>
      hooks.reduce((quantity, { limitFill }) => limitFill?.({ ...fill, quantity }) ?? quantity, fill.quantity),
  }
}

/** What the scenarios make of one candle, one after the other. */
function viewOf(hooks: readonly ScenarioHooks[], symbol: string, opened: number, now: number): CandleView {
  const views = hooks.map(({ candle }) => candle?.(symbol, opened, now) ?? {})
  return views.reduce((all, view) => ({ ...all, ...view }), {})
}
