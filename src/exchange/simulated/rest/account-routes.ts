import { z } from 'zod'
import { ASSET_PRECISION } from '../engine/decimal-format.js'
import { formatBalance, formatTrade } from './rest-format.js'
import {
  parseHistoryQuery,
  isInRange,
  takePage,
  parameterSchemas,
  parseParameters,
  type RequestParameters,
} from './rest-parameters.js'
import type { RestContext, RestRoute } from './rest-route.js'

const optionalMarket = z.object({ symbol: parameterSchemas.text.optional() })

/** The endpoints of the account: balances, trades and fees. */
export const accountRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '/api/v3/account', signed: true, answer: account },
  { method: 'GET', path: '/api/v3/myTrades', signed: true, answer: myTrades },
  { method: 'GET', path: '/sapi/v1/asset/tradeFee', signed: true, answer: tradeFee },
]

function account(context: RestContext): unknown {
  const maker = context.makerFee.toFixed(ASSET_PRECISION)
  const taker = context.takerFee.toFixed(ASSET_PRECISION)
  return {
    makerCommission: context.makerFee.times(10_000).toNumber(),
    takerCommission: context.takerFee.times(10_000).toNumber(),
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker, taker, buyer: '0.00000000', seller: '0.00000000' },
    canTrade: true,
    canWithdraw: false,
    canDeposit: false,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: context.now(),
    accountType: 'SPOT',
    balances: [...context.account.balances()].map(formatBalance),
    permissions: ['SPOT'],
    uid: 1,
  }
}

function myTrades({ engine }: RestContext, parameters: RequestParameters): unknown {
  const query = parseHistoryQuery(parameters)
  const selected = engine
    .market(query.symbol)
    .trades.filter(
      (trade) =>
        isInRange(trade.time, query) &&
        trade.id >= (query.fromId ?? 0) &&
        (query.orderId === undefined || trade.orderId === query.orderId),
    )
  return takePage(selected, query.limit, query.fromId !== undefined || query.startTime !== undefined).map(formatTrade)
}

function tradeFee(context: RestContext, parameters: RequestParameters): unknown {
  const { symbol } = parseParameters(optionalMarket, parameters)
  const markets = symbol === undefined ? context.engine.markets() : [context.engine.market(symbol)]
  return markets.map((market) => ({
    symbol: market.symbol,
    makerCommission: context.makerFee.toFixed(),
    takerCommission: context.takerFee.toFixed(),
  }))
}
