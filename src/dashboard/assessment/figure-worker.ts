// The script of the thread that turns scored series into figures.
import { serveJobs } from '../../runtime/serve-jobs.js'
import { computeCellFigures } from '../../assessment/view/cell-figures.js'
import { figureJobSchema, type FigureJob } from './figure-protocol.js'
import { markTrades } from '../../assessment/view/mark-trades.js'
import { computeMatrixFigures } from '../../assessment/view/matrix-figures.js'
import { computeScoreFigures } from '../../assessment/view/score-figures.js'
import { numberTrades } from '../../assessment/view/number-trades.js'
import { formatTradesCsv, pageTrades, selectTrades } from '../../assessment/view/trade-list.js'

serveJobs((body) => {
  const job = figureJobSchema.parse(body)
  return Promise.resolve({ value: figuresOf(job), transfer: [] })
})

function figuresOf(job: FigureJob): object {
  switch (job.kind) {
    case 'matrix':
      return computeMatrixFigures(job.series, job)
    case 'cell':
      return computeCellFigures(job.series, job.base, job)
    case 'trades':
      return pageTrades(numberTrades(job.series, job), job.filter, job.order, job)
    case 'csv':
      return { text: formatTradesCsv(selectTrades(numberTrades(job.series, job), job.filter, job.order)) }
    case 'marks':
      return markTrades(numberTrades(job.series, job), job.filter, job)
    case 'scores':
      return computeScoreFigures(job.series, job)
  }
}
