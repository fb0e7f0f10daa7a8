import '../report.css'
import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { candleChart } from './candle-chart.js'
import { confusionTable } from './confusion-table.js'
import { element } from '../dom.js'
import { equityChart } from './equity-chart.js'
import { timeText } from '../format.js'
import { heatMap } from './heat-map.js'
import { keyFigures } from './key-figures.js'
import { chartNotice, pageFooter } from '../page-footer.js'
import { pageHeader } from './page-header.js'
import { paperTradePanel } from './paper-trade.js'
import { readData } from '../read-data.js'
import { selectionStore } from './selection.js'
import { tradeTable } from './trade-table.js'
import { trainingCurves } from './training-curves.js'

function drawPage(data: ReportData, page: HTMLElement): void {
  const store = selectionStore(data)
  const times = timeText(data.timeZone)
  const confusion = confusionTable(data, store)
  const training = trainingCurves(data.history)
  if (!training) confusion.classList.add('wide')
  page.append(pageHeader(data, store, times), keyFigures(data, store))
  page.append(
    element(
      'div',
      { class: 'grid' },
      heatMap(data, store),
      candleChart(data, store, times),
      equityChart(data, store, times),
      tradeTable(data, store, times),
      confusion,
      training,
      data.paperTrade && paperTradePanel(data.paperTrade, store, times),
    ),
    pageFooter(data, times, 'Past gains say little about later ones.', chartNotice()),
  )
  store.start()
}

const page = document.getElementById('report')
if (page) drawPage(readData(), page)
