import { join, resolve } from 'node:path'
import { parseRequest } from '../../config/resolve-request.js'
import { silentProgress } from '../../core/progress.js'
import type { TimeRange } from '../../core/time.js'
import { assess } from '../assess/run.js'
import { writeAssessmentReport } from '../assess/write-report.js'
import type { WorkspaceContext } from '../context.js'
import { simulateData } from '../data/simulate/run.js'
import { trade } from '../trade/run.js'
import { train } from '../train/run.js'
import { planDemo, countDemoRows } from './demo-plan.js'
import { makeDemoWorkspace } from './demo-workspace.js'
import { demoSchema, type DemoRequest } from './request.js'
import { demoThresholds, type DemoResult } from './result.js'

const NAME = 'demo'

/**
 * Goes the whole path once, in a workspace of its own: a simulated market, a classifier, its assessment, a replay and a report.
 * Each step is logged before it begins. Throws UserError where the folder holds something else than an earlier demo.
 */
export async function demo(request: DemoRequest, context: WorkspaceContext): Promise<DemoResult> {
  const { seed, days, folder } = parseRequest(demoSchema, request)
  const { log } = context
  const plan = planDemo(seed, days)
  const { bases, range, paper } = plan
  const workspace = await makeDemoWorkspace(resolve(context.workspace.directory, folder), plan, log)
  const inside = { ...context, workspace }
  log(`1. A simulated market: ${bases.join(' and ')}, ${countDemoRows(plan).toLocaleString('en')} minutes each`)
  const market = { bases: [...bases], seed, ...isoTimes(range) }
  await simulateData(market, { ...inside, progress: silentProgress })
  log('2. Features, labels and a net trained on them; the validation set chooses epoch and thresholds')
  const training = await train({ ...plan.training, name: NAME, overwrite: true }, inside)
  log('3. Assessment on the test set, which had no say in any choice')
  const test = await assess({ classifier: NAME, set: 'test', openTestSet: true, seed }, inside)
  log('4. Paper trading over the beginning of the test set, through an exchange on loopback')
  const { buyThreshold: buy, sellThreshold: sell } = demoThresholds({ training })
  const replay = { classifier: NAME, mode: 'replay', ...isoTimes(paper), openTestSet: true, buy, sell } as const
  // The limits of risk that a run tells at its start are of no use here.
  const traded = await trade(replay, { ...inside, log: () => {} }, { runId: `${NAME}-${seed}` })
  const report = join(workspace.reportFolder, `${NAME}.html`)
  await writeAssessmentReport(report, { ...test, paperTrade: { ...traded, equity: traded.equityCurve } }, inside)
  return { folder: workspace.directory, training, test, paper: traded, report }
}

function isoTimes({ from, to }: TimeRange): { readonly from: string; readonly to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}
