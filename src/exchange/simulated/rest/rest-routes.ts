import { accountRoutes } from './account-routes.js'
import { marketDataRoutes } from './market-data-routes.js'
import { orderListRoutes } from './order-list-routes.js'
import { orderRoutes } from './order-routes.js'
import type { RestRoute } from './rest-route.js'

/** Every endpoint of Binance's that the simulated exchange answers. */
export const restRoutes: readonly RestRoute[] = [
  ...marketDataRoutes,
  ...accountRoutes,
  ...orderRoutes,
  ...orderListRoutes,
]
