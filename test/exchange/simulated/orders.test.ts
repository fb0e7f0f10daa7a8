import { BadRequest, InvalidOrder, OrderImmediatelyFillable, OrderNotFound, type binance } from 'ccxt'
import { afterEach, describe, expect, test } from 'vitest'
import { MINUTE } from '../../../src/core/time.js'
import {
  startSimulatedExchange,
  type SimulatedExchange,
  type SimulatedExchangeOptions,
} from '../../../src/exchange/simulated/simulated-exchange.js'
import { START, swinging } from '../market.js'
import { plainCcxt } from '../ccxt/plain-ccxt.js'

const SYMBOL = 'ABC/USDT'
const ID = 'ABCUSDT'

const opened: SimulatedExchange[] = []
async function open(
  options: Partial<SimulatedExchangeOptions> = {},
): Promise<{ simulated: SimulatedExchange; exchange: binance }> {
  const candles = new Map([SYMBOL, 'BNB/USDT'].map((symbol) => [symbol, swinging(30)]))
  const simulated = await startSimulatedExchange({
    candles,
    balances: { USDT: '10000', ABC: '50', BNB: '0.01' },
    ...options,
  })
  opened.push(simulated)
  simulated.control.advanceTo(START + 5 * MINUTE)
  const exchange = plainCcxt(simulated)
  await exchange.loadMarkets()
  return { simulated, exchange }
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()))
})

describe('through ccxt', () => {
  test('market orders take the book; what it does not have expires', async () => {
    const { exchange } = await open()
    const bought = await exchange.createOrder(SYMBOL, 'market', 'buy', 2)
    expect(bought).toMatchObject({ status: 'closed', filled: 2, average: 100.01, type: 'market' })
    const cost = await exchange.createMarketBuyOrderWithCost(SYMBOL, 150)
    expect(cost).toMatchObject({ status: 'closed', filled: 1.499 })
    const sold = await exchange.createOrder(SYMBOL, 'market', 'sell', 20)
    expect(sold).toMatchObject({ status: 'expired', filled: 6.501 })
    expect(await exchange.fetchBalance()).toMatchObject({ ABC: { used: 0 }, USDT: { used: 0 } })
  })

  test('IOC expires with what it could not take, FOK takes all or nothing', async () => {
    const { exchange } = await open()
    const fok = await exchange.createOrder(SYMBOL, 'limit', 'buy', 11, 101, { timeInForce: 'FOK' })
    expect(fok).toMatchObject({ status: 'expired', filled: 0, timeInForce: 'FOK' })
    const whole = await exchange.createOrder(SYMBOL, 'limit', 'buy', 4, 101, { timeInForce: 'FOK' })
    expect(whole).toMatchObject({ status: 'closed', filled: 4 })
    const ioc = await exchange.createOrder(SYMBOL, 'limit', 'buy', 11, 101, { timeInForce: 'IOC' })
    expect(ioc).toMatchObject({ status: 'expired', filled: 6, timeInForce: 'IOC' })
    expect(await exchange.fetchOpenOrders(SYMBOL)).toEqual([])
  })

  test('LIMIT_MAKER rests or is refused', async () => {
    const { exchange } = await open()
    const post = { postOnly: true }
    await expect(exchange.createOrder(SYMBOL, 'limit', 'buy', 1, 101, post)).rejects.toThrow(OrderImmediatelyFillable)
    expect(await exchange.createOrder(SYMBOL, 'limit', 'buy', 1, 99, post)).toMatchObject({ status: 'open' })
    expect((await exchange.fetchOpenOrders(SYMBOL)).map(({ info }): unknown => info)).toMatchObject([
      { type: 'LIMIT_MAKER' },
    ])
  })

  test('stop-loss and take-profit wait for their price', async () => {
    const { exchange, simulated } = await open()
    const stop = await exchange.createOrder(SYMBOL, 'limit', 'sell', 1, 96, { stopLossPrice: 97 })
    const profit = await exchange.createOrder(SYMBOL, 'limit', 'sell', 1, 102, { takeProfitPrice: 103 })
    const infos = (await exchange.fetchOpenOrders(SYMBOL)).map(({ info }): unknown => info)
    expect(infos).toMatchObject([
      { type: 'STOP_LOSS_LIMIT', isWorking: false, stopPrice: '97.00000000' },
      { type: 'TAKE_PROFIT_LIMIT', isWorking: false, stopPrice: '103.00000000' },
    ])
    simulated.control.step(MINUTE)
    expect(await exchange.fetchOrder(String(stop.id), SYMBOL)).toMatchObject({ status: 'closed', average: 96.99 })
    expect(await exchange.fetchOrder(String(profit.id), SYMBOL)).toMatchObject({ status: 'closed', average: 102.99 })
    await expect(exchange.createOrder(SYMBOL, 'limit', 'sell', 1, 96, { stopLossPrice: 120 })).rejects.toThrow(
      OrderImmediatelyFillable,
    )
  })

  test('OCO: placed, shown, one leg filled, the other over; cancelled as a list', async () => {
    const { exchange, simulated } = await open()
    const oco = {
      symbol: ID,
      side: 'SELL',
      quantity: '3',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '104',
      belowType: 'STOP_LOSS_LIMIT',
      belowStopPrice: '90',
      belowPrice: '89',
      belowTimeInForce: 'GTC',
    }
    const placed = await exchange.privatePostOrderListOco({ ...oco, listClientOrderId: 'pair-1' })
    expect(placed).toMatchObject({ contingencyType: 'OCO', listOrderStatus: 'EXECUTING', listClientOrderId: 'pair-1' })
    expect(await exchange.fetchBalance()).toMatchObject({ ABC: { free: 47, used: 3 } })
    expect(await exchange.fetchOpenOrders(SYMBOL)).toHaveLength(2)
    expect(await exchange.privateGetOpenOrderList()).toHaveLength(1)
    simulated.control.step(MINUTE)
    expect(await exchange.privateGetOrderList({ origClientOrderId: 'pair-1' })).toMatchObject({
      listOrderStatus: 'ALL_DONE',
    })
    expect((await exchange.fetchOrders(SYMBOL)).map(({ status }) => status)).toEqual(['closed', 'expired'])
    const second: unknown = await exchange.privatePostOrderListOco({ ...oco, abovePrice: '120' })
    expect(second).toMatchObject({ orderListId: 2 })
    expect(await exchange.privateDeleteOrderList({ symbol: ID, orderListId: 2 })).toMatchObject({
      listOrderStatus: 'ALL_DONE',
    })
    expect((await exchange.fetchOrders(SYMBOL)).map(({ status }) => status).slice(2)).toEqual(['canceled', 'canceled'])
    expect(await exchange.fetchBalance()).toMatchObject({ ABC: { free: 47, used: 0 } })
    expect(await exchange.privateGetAllOrderList()).toHaveLength(2)
    await expect(exchange.privatePostOrderListOco({ ...oco, abovePrice: '99' })).rejects.toThrow(InvalidOrder)
    await expect(exchange.privatePostOrderListOco({ ...oco, aboveType: 'MARKET' })).rejects.toThrow(BadRequest)
    await expect(exchange.privateGetOrderList({ orderListId: 9 })).rejects.toThrow(OrderNotFound)
    await expect(exchange.privateDeleteOrderList({ symbol: ID, orderListId: 2 })).rejects.toThrow(OrderNotFound)
  })

  test('all open orders of a market are cancelled at once', async () => {
    const { exchange } = await open()
    for (const price of [90, 91]) await exchange.createOrder(SYMBOL, 'limit', 'buy', 1, price)
    expect(await exchange.cancelAllOrders(SYMBOL)).toHaveLength(2)
    expect(await exchange.fetchBalance()).toMatchObject({ USDT: { free: 10_000, used: 0 } })
    await expect(exchange.cancelAllOrders(SYMBOL)).rejects.toThrow(OrderNotFound)
  })

  test('own orders stand in the book, an iceberg with its part', async () => {
    const { exchange } = await open()
    await exchange.createOrder(SYMBOL, 'limit', 'buy', 5, 99.98)
    await exchange.createOrder(SYMBOL, 'limit', 'sell', 8, 103, { icebergQty: '2' })
    const book = await exchange.fetchOrderBook(SYMBOL)
    expect(book.bids.slice(0, 3)).toEqual([
      [99.99, 10],
      [99.98, 15],
      [99.97, 10],
    ])
    expect(book.asks.at(-1)).toEqual([103, 2])
    expect((await exchange.publicGetAvgPrice({ symbol: ID })).price).toBe('100.00200000')
  })

  test('fees are taken from another coin at its discount while there is enough of it', async () => {
    const { exchange } = await open({ feeCoin: { asset: 'BNB', discount: '0.25' } })
    for (let i = 0; i < 2; i++) await exchange.createOrder(SYMBOL, 'limit', 'buy', 5, 101)
    await exchange.createOrder(SYMBOL, 'market', 'sell', 0.1)
    const fees = (await exchange.fetchMyTrades(SYMBOL)).map(({ fee }) => fee)
    // 5 ABC at 99.99 or 100.01, a tenth of a per cent less a quarter, in BNB at the same price.
    expect(fees[0]).toMatchObject({ currency: 'BNB', cost: 0.00375038 })
    expect(fees[1]).toMatchObject({ currency: 'BNB' })
    expect((await exchange.fetchBalance())['ABC']).toMatchObject({ free: 60 })
    await expect(open({ feeCoin: { asset: 'XYZ', discount: '0' } })).rejects.toThrow('need a market of XYZ')
  })

  test.each([
    ['PERCENT_PRICE_BY_SIDE', 'LIMIT', { price: '15' }],
    ['PERCENT_PRICE_BY_SIDE', 'LIMIT', { price: '600', side: 'SELL' }],
    ['LOT_SIZE', 'LIMIT', { quantity: '0.0001' }],
    ['PRICE_FILTER', 'LIMIT', { price: '90.001' }],
    ['NOTIONAL', 'LIMIT', { quantity: '0.01' }],
    ['ICEBERG_PARTS', 'LIMIT', { quantity: '11', icebergQty: '1' }],
  ])('filter %s', async (name, type, change) => {
    const { exchange } = await open()
    const order = { symbol: ID, side: 'BUY', type, timeInForce: 'GTC', quantity: '1', price: '90', ...change }
    const refused: unknown = await exchange.privatePostOrder(order).catch((error: unknown) => error)
    expect(String(refused)).toContain(`Filter failure: ${name}`)
  })

  test('at most so many orders, and so many that wait for a stop price', async () => {
    const { exchange } = await open({ filters: new Map([[SYMBOL, { maxOrders: 7 }]]) })
    const stop = (): Promise<unknown> => exchange.createOrder(SYMBOL, 'limit', 'sell', 1, 80, { stopLossPrice: 81 })
    for (let i = 0; i < 5; i++) await stop()
    await expect(stop()).rejects.toThrow('MAX_NUM_ALGO_ORDERS')
    for (let i = 0; i < 2; i++) await exchange.createOrder(SYMBOL, 'limit', 'buy', 1, 90)
    await expect(exchange.createOrder(SYMBOL, 'limit', 'buy', 1, 90)).rejects.toThrow('MAX_NUM_ORDERS')
  })
})
