import { accountRoutes } from './rest-account.js'
import { marketDataRoutes } from './rest-market-data.js'
import { orderListRoutes } from './rest-order-lists.js'
import { orderRoutes } from './rest-orders.js'
import type { RestRoute } from './rest-route.js'

/** Every endpoint of Binance's that the simulated exchange answers. */
export const restRoutes: readonly RestRoute[] = [
  ...marketDataRoutes,
  ...accountRoutes,
  ...orderRoutes,
  ...orderListRoutes,
]
