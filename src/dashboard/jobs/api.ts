/** How far one task of a job is; a job may have several under way at once. */
export interface JobTask {
  readonly task: string
  readonly done: number
  readonly total: number
  readonly unit: string
  readonly remark?: string
}

export type JobState = 'running' | 'done' | 'failed' | 'stopped'

/** One run of the command line, started from a page. The topic `jobs` carries all of them, newest first. */
export interface JobSummary {
  readonly id: string
  readonly title: string
  /** What was run, to be copied into a terminal. */
  readonly command: string
  readonly state: JobState
  /** Epoch ms. */
  readonly startedAt: number
  readonly endedAt?: number
  readonly tasks: readonly JobTask[]
  /** The last line that it printed, an error's line where it failed. */
  readonly lastLine: string
  /** Whether it goes on when the dashboard ends. */
  readonly outlives: boolean
}

/** One job with what it printed last. The topic `job:<id>` and GET /api/jobs/<id> carry it. */
export interface JobDetail extends JobSummary {
  readonly lines: readonly string[]
}
