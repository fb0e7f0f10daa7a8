// The script of the threads that read small texts of candles. It loads no more than it needs, neither schemas nor readers of
// other files, so that it starts soon.
import { serveJobs } from '../../../runtime/serve-jobs.js'
import { orderText, type TextJob } from './order-text.js'
import { packedBuffers, packSourceWithDigest } from '../pack-source.js'

serveJobs(async (body) => {
  const { name, ordered } = await orderText(requireTextJob(body))
  const value = packSourceWithDigest(name, ordered)
  return { value, transfer: packedBuffers(value) }
})

/** Returns the job that a thread was sent; throws TypeError where it is none. */
function requireTextJob(body: unknown): TextJob {
  if (isTextJob(body)) return body
  throw new TypeError('a thread that reads text was sent something else')
}

/** What this process itself has made needs no deeper look. */
function isTextJob(body: unknown): body is TextJob {
  return typeof body === 'object' && body !== null && 'name' in body && 'layout' in body && 'text' in body
}
