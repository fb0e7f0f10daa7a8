// The script of the process that reads foreign files, which may be damaged or hostile.
import { serveIsolated } from '../../runtime/serve-isolated.js'
import { foreignJobSchema, type ForeignJob } from './foreign-job.js'

serveIsolated((request) => carryOut(foreignJobSchema.parse(request)))

/** Each kind of job loads only what it needs. */
async function carryOut(job: ForeignJob): Promise<unknown> {
  switch (job.kind) {
    case 'candles': {
      const { parseCandleFile } = await import('./parse-candle-file.js')
      const { packSource } = await import('./pack-source.js')
      const sources = await parseCandleFile(job.file, job.layout, job.unpackedMegabytes)
      return sources.map(({ name, ordered }) => packSource(name, ordered))
    }
    case 'net': {
      const { parseNet } = await import('./parse-net.js')
      return parseNet(job.file, job.requirements)
    }
    case 'trial': {
      const { scoreSample } = await import('../../nets/import/detect-output-activation.js')
      return scoreSample(job.net, job.sample)
    }
  }
}
