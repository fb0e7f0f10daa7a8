import { assessmentPage } from './assessment/routes.js'
import type { DashboardPage } from './dashboard-page.js'
import { dataPage } from './data/routes.js'
import { definitionsPage } from './definitions/routes.js'
import { marketPage } from './market/routes.js'
import { startPage } from './start/routes.js'
import { tradingPage } from './trading/routes.js'
import { trainingPage } from './training/routes.js'

/** Every page, in the order of the navigation. A page has its routes in `src/dashboard/<id>`, and `web/<id>/page.tsx`. */
export const pages: readonly DashboardPage[] = [
  startPage,
  marketPage,
  definitionsPage,
  trainingPage,
  assessmentPage,
  tradingPage,
  dataPage,
]
