// The script of the threads that check definitions. What the user's code reaches outside is recorded in this thread alone.
import { runChecks } from '../../checks/run-checks.js'
import { storedSample, type Sample } from '../../checks/sample.js'
import { cheapSample, longSample, quietSample, simulatedSample } from '../../checks/simulated-samples.js'
import type { Subject } from '../../checks/subject.js'
import { UserError } from '../../core/errors.js'
import { allowCode } from '../../definitions/code-trust.js'
import { serveJobs } from '../../runtime/serve-jobs.js'
import { checkJobSchema, receiveSample, type CheckReply, type CheckJob } from './check-protocol.js'
import { subjectOf, listDefinitions } from './catalog-definitions.js'
import { watchEnvironment } from './watch-environment.js'

// Frames of the user's own files are looked for in stacks.
Error.stackTraceLimit = 60
const watch = watchEnvironment()

serveJobs(async (body) => {
  const job = checkJobSchema.parse(body)
  if (job.allowsCode) allowCode(job.workspace)
  const { value: subject, touched } = await watch.duringLoad(() => load(job))
  const another = await load(job)
  const loadedElsewhere = touched.length > 0 ? await loadElsewhere(job) : undefined
  const samples = samplesOf(subject, job)
  const findings = runChecks({
    subject,
    another,
    samples,
    seed: job.seed,
    effort: job.quick ? 0.25 : 1,
    environment: {
      touchedAtLoad: touched,
      watch: watch.during,
      leftBehind: watch.leftBehind,
      withOtherAnswers: watch.withOtherAnswers,
      ...(loadedElsewhere ? { loadedElsewhere } : {}),
    },
  })
  const value: CheckReply = { samples: samples.map(({ name }) => name), findings }
  return { value, transfer: [] }
})

/** The definition loaded where the outside gives other answers; one that fails in all it computes where that fails. */
async function loadElsewhere(job: CheckJob): Promise<Subject> {
  try {
    return await watch.loadWithOtherAnswers(() => load(job))
  } catch (error) {
    const failing = (): never => {
      throw error
    }
    return { ...(await load(job)), compute: failing }
  }
}

async function load({ kind, id, workspace }: CheckJob): Promise<Subject> {
  const found = (await listDefinitions({ workspace, id }, () => undefined)).find(
    (one) => one.kind === kind && one.entry.value.id === id,
  )
  if (found) return subjectOf(found)
  throw new UserError(`${id} is not there any more; run again`)
}

function samplesOf(subject: Subject, { stored, seed, quick }: CheckJob): Sample[] {
  const real = stored.flatMap((one) => storedSample(subject, one.name, receiveSample(one)) ?? [])
  const more = quick ? [] : [cheapSample(subject, seed + 1), longSample(subject, seed + 2)]
  return [...real, simulatedSample(subject, seed), ...more, quietSample(subject)]
}
