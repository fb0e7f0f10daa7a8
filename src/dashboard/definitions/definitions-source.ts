import type { DefinitionKind, DefinitionsOverview, ReportRequest, StoredReport } from './api.js'
import type { JobRequest } from '../jobs/job-runner.js'

/** What the page of features and targets shows, and the commands that make more of it. */
export interface DefinitionsSource {
  overview(): Promise<DefinitionsOverview>
  report(request: ReportRequest): Promise<StoredReport>
  reportJob(request: ReportRequest): Promise<JobRequest>
  checkJob(kind: DefinitionKind, id: string): Promise<JobRequest>
}
