import type { JobRequest } from '../../../src/dashboard/jobs/job-runner.js'
import type { JobListener, SpawnJob } from '../../../src/dashboard/jobs/spawn-job.js'

/** A run that a test drives itself. */
export interface FakeRun extends JobListener {
  readonly request: JobRequest
  readonly signals: string[]
}

export interface FakeSpawn {
  readonly spawn: SpawnJob
  readonly runs: FakeRun[]
}

export function fakeSpawn(): FakeSpawn {
  const runs: FakeRun[] = []
  return {
    runs,
    spawn(request, listener) {
      const signals: string[] = []
      runs.push({ request, signals, ...listener })
      return { kill: (signal) => void signals.push(signal) }
    },
  }
}

/** What was started: the use case and its request. */
export function startedJobs(runs: readonly FakeRun[]): unknown[] {
  return runs.map(({ request }) => [request.useCase, request.request])
}
