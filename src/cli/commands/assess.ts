import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { DEVICES } from '../../config/training-fields.js'
import { assess } from '../../assessment/assessment.js'
import { assessClassifier } from '../../workspace/assess/assess-classifier.js'
import { assessOptions, type AssessOptions } from '../assess/assess-options.js'
import { assessPredictions } from '../../workspace/assess/assess-predictions.js'
import type { Assessed } from '../../workspace/assess/assessed.js'
import { assessmentJson } from '../assess/assessment-json.js'
import { assessmentText } from '../assess/assessment-text.js'
import { writeReport } from '../../workspace/assess/write-report.js'
import type { CommandModule } from '../command.js'
import type { Io } from '../io.js'
import { openWorkspace, type Workspace } from '../../workspace/workspace.js'

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .argument('[classifier]', 'name of a classifier of this workspace, or the path of its folder')
      .option('--predictions <file>', 'csv of timestamp, close, target, hold, buy, sell and optionally base, instead')
      .option('--set <set>', 'training, validation or test (default: test where there is one, else validation)')
      .option('--base <names>', 'only these bases, comma separated')
      .option('--buy <threshold>', 'buy threshold of the cell to look at')
      .option('--sell <threshold>', 'sell threshold of the cell to look at')
      .option('--device <name>', `${DEVICES.join(', ')}: where scores are computed`, 'cpu')
      .option('--html <file>', 'file of the HTML report (default for a classifier: in the reports folder)')
      .option('--no-html', 'write no report')
      .option('--seed <number>', 'of the random entries', '1')
      .option('--json', 'print one JSON document')
      .action((classifier: string | undefined, raw: unknown) =>
        runAssess(io, classifier, assessOptions(raw, classifier)),
      )
  },
}
export default module

async function runAssess(io: Io, classifier: string | undefined, options: AssessOptions): Promise<void> {
  const workspace = await openWorkspace(io, options.workspace)
  const assessed = withAskedCell(await load(io, workspace, classifier, options), options)
  const assessment = assess(assessed.series, {
    fee: Number(workspace.config.fees.taker),
    seed: options.seed,
    ...(assessed.cell ? { cell: assessed.cell } : {}),
  })
  const report = reportFile(io, workspace, assessed, options)
  if (report !== undefined) await writeReport(io, workspace, report, { assessed, assessment })
  if (options.json) io.out(`${JSON.stringify({ ...assessmentJson(assessment, assessed.source), report })}\n`)
  else io.out(`${assessmentText(assessment, assessed.source)}${report === undefined ? '' : `\nReport: ${report}\n`}`)
}

function load(io: Io, workspace: Workspace, classifier: string | undefined, options: AssessOptions): Promise<Assessed> {
  if (classifier !== undefined) return assessClassifier(io, workspace, classifier, options)
  return assessPredictions(io, options.predictions ?? '', options.base)
}

function withAskedCell(assessed: Assessed, { buy, sell }: AssessOptions): Assessed {
  if (buy === undefined || sell === undefined) return assessed
  return {
    ...assessed,
    cell: { buyThreshold: buy, sellThreshold: sell },
    source: { ...assessed.source, cellChosenBy: 'option' },
  }
}

function reportFile(io: Io, workspace: Workspace, { source }: Assessed, { html }: AssessOptions): string | undefined {
  if (typeof html === 'string') return resolve(io.cwd, html)
  if (html === false || source.kind !== 'classifier') return undefined
  return join(workspace.reportFolder, `${source.name}-${source.set ?? 'all'}.html`)
}
