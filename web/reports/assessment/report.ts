import '../report.css'
import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { createCandleChart } from './candle-chart.js'
import { createConfusionTable } from './confusion-table.js'
import { createElement } from '../dom.js'
import { createEquityChart } from './equity-chart.js'
import { createTimeFormat } from '../format.js'
import { createHeatMap } from './heat-map.js'
import { createKeyFigures } from './key-figures.js'
import { createChartNotice, createPageFooter } from '../page-footer.js'
import { createPageHeader } from './page-header.js'
import { createPaperTradePanel } from './paper-trade.js'
import { readData } from '../read-data.js'
import { createSelectionStore } from './selection.js'
import { createTradeTable } from './trade-table.js'
import { createTrainingCurves } from './training-curves.js'

function drawPage(data: ReportData, page: HTMLElement): void {
  const store = createSelectionStore(data)
  const times = createTimeFormat(data.timeZone)
  const confusion = createConfusionTable(data, store)
  const training = createTrainingCurves(data.history)
  if (!training) confusion.classList.add('wide')
  page.append(createPageHeader(data, store, times), createKeyFigures(data, store))
  page.append(
    createElement(
      'div',
      { class: 'grid' },
      createHeatMap(data, store),
      createCandleChart(data, store, times),
      createEquityChart(data, store, times),
      createTradeTable(data, store, times),
      confusion,
      training,
      data.paperTrade && createPaperTradePanel(data.paperTrade, store, times),
    ),
    createPageFooter(data, times, 'Past gains say little about later ones.', createChartNotice()),
  )
  store.start()
}

const page = document.getElementById('report')
if (page) drawPage(readData(), page)
