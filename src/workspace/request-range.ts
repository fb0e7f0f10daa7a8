import { RequestError } from '../core/request-error.js'
import { parseTime, type TimeRange } from '../core/time.js'

/** The range of `from` and `to`, of which either may be left out. Throws RequestError where it is empty. */
export function requestRange({ from, to }: { from?: string | undefined; to?: string | undefined }): Partial<TimeRange> {
  const start = from === undefined ? undefined : parseTime(from)
  const end = to === undefined ? undefined : parseTime(to)
  if (start !== undefined && end !== undefined && start >= end)
    throw new RequestError(`{from} ${from} {to} ${to} is an empty range: the end must come after the start`)
  return { ...(start === undefined ? {} : { from: start }), ...(end === undefined ? {} : { to: end }) }
}
