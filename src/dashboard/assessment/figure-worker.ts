// The script of the thread that turns scored series into figures.
import { serveJobs } from '../../runtime/serve-jobs.js'
import { cellFigures, tradeList } from './cell-figures.js'
import { figureJobSchema, type FigureJob } from './figure-protocol.js'
import { matrixFigures } from './matrix-figures.js'
import { scoreFigures } from './score-figures.js'

serveJobs((body) => {
  const job = figureJobSchema.parse(body)
  return Promise.resolve({ value: figuresOf(job), transfer: [] })
})

function figuresOf(job: FigureJob): object {
  switch (job.kind) {
    case 'matrix':
      return matrixFigures(job.series, job.fee)
    case 'cell':
      return cellFigures(job.series, job.base, job)
    case 'trades':
      return tradeList(job.series, job, job)
    case 'scores':
      return scoreFigures(job.series, job)
  }
}
