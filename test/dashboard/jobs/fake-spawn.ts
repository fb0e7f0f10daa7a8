import type { JobListener, SpawnJob } from '../../../src/dashboard/jobs/spawn-job.js'

/** A run that a test drives itself. */
export interface FakeRun extends JobListener {
  readonly args: readonly string[]
  readonly logFile: string | undefined
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
    spawn(args, listener, logFile) {
      const signals: string[] = []
      runs.push({ args, logFile, signals, ...listener })
      return { kill: (signal) => void signals.push(signal) }
    },
  }
}
