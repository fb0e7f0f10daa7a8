import { RequestError } from '../../core/request-error.js'
import type { ResolvedAssessRequest } from './request.js'

/** Throws RequestError for a request of an assessment that contradicts itself. */
export function refuseContradictions(request: ResolvedAssessRequest): void {
  const { classifier, predictions, buy, sell } = request
  if ((buy === undefined) !== (sell === undefined))
    throw new RequestError(`{${buy === undefined ? 'sell' : 'buy'}} chooses half a cell; give both {buy} and {sell}`)
  if (classifier === undefined && predictions === undefined)
    throw new RequestError('nothing to assess; name a classifier, or give {predictions} FILE')
  if (classifier !== undefined && predictions !== undefined)
    throw new RequestError(`both the classifier ${classifier} and {predictions}; give one of the two`)
  if (predictions !== undefined) refuseForPredictions(request)
}

/** What needs a classifier. */
function refuseForPredictions({ set, against, importance }: ResolvedAssessRequest): void {
  if (importance)
    throw new RequestError('{importance} scores a classifier again; a predictions file has no features to permute')
  if (against.length > 0) throw new RequestError('{against} compares classifiers; a predictions file is assessed alone')
  if (set !== undefined)
    throw new RequestError('{set} chooses among a classifier’s sets; a predictions file is assessed as a whole')
}
