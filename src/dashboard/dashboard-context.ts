import type { Clock } from '../core/clock.js'
import type { WorkspaceFolder } from '../workspace/context.js'
import type { EventHub } from './http/event-hub.js'
import type { JobRunner } from './jobs/job-runner.js'

/** What routes and queries of all pages work with. */
export interface DashboardContext {
  /** The workspace's folder, absolute. */
  readonly directory: string
  /**
   * The workspace as its configuration says now: it may be made or changed while pages are open. Rejects with UserError while
   * the configuration is not valid.
   */
  readonly workspace: () => Promise<WorkspaceFolder>
  readonly clock: Clock
  readonly events: EventHub
  readonly jobs: JobRunner
}
