import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { Device } from '../../config/training-fields.js'
import { RequestError } from '../../core/request-error.js'
import { workerUrl } from '../../runtime/worker-url.js'

const answerSchema = z.strictObject({ fault: z.string().nullable() })
/** Ms; drivers may take a while to start, but not for ever. */
const PROBE_TIMEOUT = 60_000

/** Throws UserError where nothing can be computed on a device here, with what the runtime says of it. */
export async function requireDevice(device: Device): Promise<void> {
  if (device === 'cpu') return
  const fault = await faultOf(device)
  if (fault === undefined) return
  throw new RequestError(`device ${device} is not there: ${fault}; leave {device} out to compute on the cpu`)
}

function probeScript(): string {
  return fileURLToPath(workerUrl(import.meta.url, './device-probe.js'))
}

async function faultOf(device: Device): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [probeScript(), device], { timeout: PROBE_TIMEOUT })
    const { fault } = answerSchema.parse(JSON.parse(stdout))
    return fault === null ? undefined : shortened(fault)
  } catch {
    return 'its driver ended the process that tried it'
  }
}

/** Without the place in the runtime's sources that its messages begin with. */
function shortened(fault: string): string {
  const [line = ''] = fault.split('\n')
  return line.replace(/^.*\bwas false\. /, '').slice(0, 200)
}
