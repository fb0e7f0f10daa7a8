import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import type { AssessmentSource } from '../../assessment/assessment-source.js'
import { assess, type CellThresholds } from '../../assessment/assessment.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import { UserError } from '../../core/errors.js'
import { assessOptions, type AssessOptions } from '../assess/assess-options.js'
import type { Assessed } from '../assess/assessed.js'
import { assessmentJson } from '../assess/assessment-json.js'
import { assessmentText } from '../assess/assessment-text.js'
import { readPredictions } from '../assess/read-predictions.js'
import type { CommandModule } from '../command.js'
import type { Io } from '../io.js'
import { namesOf } from '../options.js'
import { openWorkspace } from '../workspace.js'

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .argument('[classifier]', 'id of a classifier of this workspace')
      .option('--predictions <file>', 'csv of timestamp, close, target, hold, buy, sell and optionally base, instead')
      .option('--set <set>', 'training, validation or test (default: test where there is one, else validation)')
      .option('--base <names>', 'only these bases, comma separated')
      .option('--buy <threshold>', 'buy threshold of the cell to look at')
      .option('--sell <threshold>', 'sell threshold of the cell to look at')
      .option('--html [file]', 'write a report as one HTML file (default for a classifier: into the reports folder)')
      .option('--no-html', 'write no report')
      .option('--seed <number>', 'of the random entries', '1')
      .option('--json', 'print one JSON document')
      .action(async (classifier: string | undefined, raw: unknown) => {
        await run(io, assessOptions(raw, classifier))
      })
  },
}
export default module

async function run(io: Io, options: AssessOptions): Promise<void> {
  const workspace = await openWorkspace(io, options.workspace)
  const assessed = await assessedPredictions(io, options)
  const fee = Number(workspace.config.fees.taker)
  const assessment = assess(assessed.series, {
    fee,
    seed: options.seed,
    ...(assessed.cell ? { cell: assessed.cell } : {}),
  })
  if (options.json) io.out(`${JSON.stringify(assessmentJson(assessment, assessed.source))}\n`)
  else io.out(assessmentText(assessment, assessed.source))
}

async function assessedPredictions(io: Io, options: AssessOptions): Promise<Assessed> {
  const file = resolve(io.cwd, options.predictions ?? '')
  const series = chooseSeries(await readPredictions(file, io.signal), namesOf(options.base), file)
  const cell = askedCell(options)
  const source: AssessmentSource = {
    name: basename(file),
    kind: 'predictions',
    usedForSelection: 'unknown',
    cellChosenBy: cell ? 'option' : 'hindsight',
    simulated: false,
  }
  return { series, source, ...(cell ? { cell } : {}), candles: new Map(), history: [] }
}

function chooseSeries(all: readonly ScoredSeries[], asked: readonly string[], file: string): readonly ScoredSeries[] {
  if (asked.length === 0) return all
  return asked.map((name) => {
    const found = all.find((series) => series.base === name)
    if (found) return found
    throw new UserError(`${file}: no rows of base ${name}; there are: ${all.map((series) => series.base).join(', ')}`)
  })
}

function askedCell({ buy, sell }: AssessOptions): CellThresholds | undefined {
  return buy === undefined || sell === undefined ? undefined : { buyThreshold: buy, sellThreshold: sell }
}
