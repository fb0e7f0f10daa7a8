import { selectionLayer } from '../../config/fill-fields.js'
import { resolveRequest } from '../../config/resolve-request.js'
import { RequestError } from '../../core/request-error.js'
import type { WorkspaceContext } from '../context.js'
import { refuseContradictions } from './refuse-contradictions.js'
import { assessSchema, type AssessRequest, type ResolvedAssessRequest } from './request.js'

/**
 * The request with what it leaves open: orders are filled as the workspace selects, but those of a predictions file, which has closes alone, at
 * these. Throws RequestError for what contradicts itself.
 */
export function resolveAssess(
  request: AssessRequest,
  { workspace }: Pick<WorkspaceContext, 'workspace'>,
): ResolvedAssessRequest {
  const { request: resolved, sources } = resolveRequest(assessSchema, [
    { source: 'call', values: { ...request } },
    selectionLayer(workspace.config),
  ])
  refuseContradictions(resolved)
  const { predictions, fills } = resolved
  if (predictions === undefined || fills === 'close') return resolved
  if (sources['fills'] !== 'call') return { ...resolved, fills: 'close' }
  throw new RequestError(
    `{fills} ${fills} needs candles, and a predictions file brings only closes; leave out {fills} for fills at the close`,
  )
}
