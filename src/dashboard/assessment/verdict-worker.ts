// The script of the thread that makes verdicts, each of which takes some seconds.
import type { Verdict } from '../../assessment/verdict/verdict.js'
import { serveJobs } from '../../runtime/serve-jobs.js'
import { resolveAssess } from '../../workspace/assess/resolve-assess.js'
import { assessVerdict } from '../../workspace/assess/verdict.js'
import { readWorkspace } from '../../workspace/context.js'
import { createPortProgress } from './port-progress.js'
import { verdictJobSchema, type VerdictJob } from './verdict-protocol.js'

serveJobs(async (body) => {
  const job = verdictJobSchema.parse(body)
  try {
    return { value: await verdictOf(job), transfer: [] }
  } finally {
    job.port.close()
  }
})

/** As `assess` makes it with the seed that it takes by itself, but nothing is added to the ledger. */
async function verdictOf(job: VerdictJob): Promise<Verdict> {
  const { directory, classifier, set, selectedBy, series, selection, cell, fee, exits, markets, epochs } = job
  const workspace = await readWorkspace(directory)
  const { seed } = resolveAssess({ classifier }, { workspace })
  return assessVerdict(
    {
      series,
      ...(selection && { selection }),
      ...(job.horizon !== undefined && { horizon: job.horizon }),
      markets,
      history: { length: epochs },
      source: { set, cellChosenBy: selectedBy },
      cell,
      trading: { fee, exits },
      seed,
    },
    { workspace, progress: createPortProgress(job.port) },
  )
}
