// The script of the threads that check definitions. What the user's code reaches outside is recorded in this thread alone.
import { runChecks } from '../../checks/run-checks.js'
import { quietSample, simulatedSample, storedSample, type Sample } from '../../checks/sample.js'
import type { Subject } from '../../checks/subject.js'
import { UserError } from '../../core/errors.js'
import { serveJobs } from '../../core/serve-jobs.js'
import { checkJobSchema, receiveCandles, type Checked, type CheckJob } from './check-protocol.js'
import { subjectOf } from './checkable.js'
import { checkables } from './checkables.js'
import { watchOutside } from './watch-outside.js'

// Frames of the user's own files are looked for in stacks.
Error.stackTraceLimit = 60
const watch = watchOutside()

serveJobs(async (body) => {
  const job = checkJobSchema.parse(body)
  const { value: subject, touched } = await watch.duringLoad(() => load(job))
  const another = await load(job)
  const samples = samplesOf(subject, job)
  const findings = runChecks({
    subject,
    another,
    samples,
    seed: job.seed,
    effort: job.quick ? 0.25 : 1,
    watch: watch.during,
    touchedAtLoad: touched,
  })
  const value: Checked = { samples: samples.map(({ name }) => name), findings }
  return { value, transfer: [] }
})

async function load({ kind, id, workspace }: CheckJob): Promise<Subject> {
  const found = (await checkables({ workspace, id }, () => undefined)).find(
    (one) => one.kind === kind && one.entry.value.id === id,
  )
  if (found) return subjectOf(found)
  throw new UserError(`${id} is not there any more; run again`)
}

function samplesOf(subject: Subject, { stored, seed, quick }: CheckJob): Sample[] {
  const real = stored.flatMap((one) => storedSample(subject, one.name, receiveCandles(one)) ?? [])
  const simulated = [simulatedSample(subject, seed), ...(quick ? [] : [simulatedSample(subject, seed + 1)])]
  return [...real, ...simulated, quietSample(subject)]
}
