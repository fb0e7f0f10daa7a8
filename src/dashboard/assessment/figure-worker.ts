// The script of the thread that turns scored series into figures.
import { serveJobs } from '../../runtime/serve-jobs.js'
import { computeCellFigures, listTrades } from './cell-figures.js'
import { figureJobSchema, type FigureJob } from './figure-protocol.js'
import { computeMatrixFigures } from './matrix-figures.js'
import { computeScoreFigures } from './score-figures.js'

serveJobs((body) => {
  const job = figureJobSchema.parse(body)
  return Promise.resolve({ value: figuresOf(job), transfer: [] })
})

function figuresOf(job: FigureJob): object {
  switch (job.kind) {
    case 'matrix':
      return computeMatrixFigures(job.series, job.fee)
    case 'cell':
      return computeCellFigures(job.series, job.base, job)
    case 'trades':
      return listTrades(job.series, job, job)
    case 'scores':
      return computeScoreFigures(job.series, job)
  }
}
