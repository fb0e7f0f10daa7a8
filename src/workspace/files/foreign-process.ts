// The script of the process that reads foreign files, which may be damaged or hostile.
import { serveIsolated } from '../../runtime/serve-isolated.js'
import { foreignJobSchema } from './foreign-job.js'

serveIsolated(async (request) => {
  const job = foreignJobSchema.parse(request)
  const { parseCandleFile } = await import('./parse-candle-file.js')
  const { packSource } = await import('./candle-source.js')
  const sources = await parseCandleFile(job.file, job.layout, job.unpackedMegabytes)
  return sources.map(({ name, ordered }) => packSource(name, ordered))
})
