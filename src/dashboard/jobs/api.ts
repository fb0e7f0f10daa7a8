/** How far one task of a job is; a job may have several under way at once. */
export interface JobTask {
  readonly task: string
  readonly done: number
  readonly total: number
  readonly unit: string
  readonly remark?: string
}

export type JobState = 'running' | 'done' | 'failed' | 'stopped'

/** One run of a use case in a process of its own, started from a page. The topic `jobs` carries all of them, newest first. */
export interface JobSummary {
  readonly id: string
  readonly title: string
  /** Name of the use case. */
  readonly useCase: string
  /** The command that does the same, to be copied into a terminal. */
  readonly command: string
  readonly state: JobState
  /** Its process; absent where that never began. */
  readonly pid?: number
  /** Epoch ms. */
  readonly startedAt: number
  readonly endedAt?: number
  readonly tasks: readonly JobTask[]
  /** The last line of its log, the error's line where it failed. */
  readonly lastLine: string
  /** Whether it goes on when the dashboard ends. */
  readonly isDetached: boolean
}

/** One job with the end of its log. The topic `job:<id>` and GET /api/jobs/<id> carry it. */
export interface JobDetail extends JobSummary {
  readonly lines: readonly string[]
  /** What it came to, as JSON values; absent where it has not ended well, or where that is long. */
  readonly result?: unknown
  /** Keys of its request that its error names. */
  readonly errorKeys?: readonly string[]
}
