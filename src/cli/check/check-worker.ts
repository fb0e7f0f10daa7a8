// The script of the threads that check definitions. What the user's code reaches outside is recorded in this thread alone.
import { runChecks } from '../../checks/run-checks.js'
import { quietSample, simulatedSample, storedSample, type Sample } from '../../checks/sample.js'
import { featureSubject, targetSubject, type Subject } from '../../checks/subject.js'
import { entryOf } from '../../core/catalog.js'
import { serveJobs } from '../../core/serve-jobs.js'
import { featureCatalog } from '../../features/catalog.js'
import { targetCatalog } from '../../targets/catalog.js'
import { checkJobSchema, receiveCandles, type Checked, type CheckJob } from './check-protocol.js'
import { watchOutside } from './watch-outside.js'

// Frames of the user's own files are looked for in stacks.
Error.stackTraceLimit = 60
const watch = watchOutside()

serveJobs(async (body) => {
  const job = checkJobSchema.parse(body)
  const { value: subject, touched } = await watch.duringLoad(() => load(job))
  const samples = samplesOf(subject, job)
  const findings = runChecks({
    subject,
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
  const scope = { workspace, id }
  return kind === 'features'
    ? featureSubject(entryOf(await featureCatalog(scope), 'feature set', id).value)
    : targetSubject(entryOf(await targetCatalog(scope), 'target', id).value)
}

function samplesOf(subject: Subject, { stored, seed, quick }: CheckJob): Sample[] {
  const real = stored.flatMap((one) => storedSample(subject, one.name, receiveCandles(one)) ?? [])
  const simulated = [simulatedSample(subject, seed), ...(quick ? [] : [simulatedSample(subject, seed + 1)])]
  return [...real, ...simulated, quietSample(subject)]
}
