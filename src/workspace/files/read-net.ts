import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { scoreSample } from '../../nets/import/detect-output-activation.js'
import type { ModelRequirements } from '../../nets/import/model-requirements.js'
import type { ForeignJob } from './foreign-job.js'
import { withForeignReader } from './foreign-reader.js'
import { netFileSchema, type NetFile } from './parse-net.js'
import { readLimits } from './read-limits.js'

export type { NetFile }

/**
 * Reads a net from a file of ONNX or of Keras, in a process of its own. Throws UserError where it is neither, or does not fit,
 * LimitError where reading takes more time or memory than it may, CancelledError where the signal is aborted.
 */
export async function readNet(file: string, requirements: ModelRequirements, signal?: AbortSignal): Promise<NetFile> {
  const size = await sizeWithWeights(file)
  const request: ForeignJob = { kind: 'net', file, requirements }
  return netFileSchema.parse(await runApart(`reading ${requirements.label}`, request, size, signal))
}

/** No model is larger, its weights included. */
const MAX_BYTES = 2 ** 31

/** The size of a file with those beside it, in which its weights may lie: reading may take time and memory for all of them. */
async function sizeWithWeights(file: string): Promise<number> {
  const names = await readdir(dirname(file)).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(dirname(file), name)).then(
        (found) => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  )
  return Math.min(
    MAX_BYTES,
    sizes.reduce((sum, size) => sum + size, 0),
  )
}

/** Scores some rows with a net of another program for the first time, in a process of its own. Throws as `readNet` does. */
export function scoreSampleApart(signal: AbortSignal): typeof scoreSample {
  return async (net, sample) => {
    const request: ForeignJob = { kind: 'trial', net, sample }
    const size = net.model.byteLength + sample.features.byteLength
    const name = `running ${net.label} on rows of the validation set`
    return z.instanceof(Float32Array).parse(await runApart(name, request, size, signal))
  }
}

function runApart(name: string, request: ForeignJob, size: number, signal: AbortSignal | undefined): Promise<unknown> {
  const { seconds, megabytes } = readLimits(size)
  return withForeignReader((reader) => reader.run({ name, request, seconds, megabytes, signal }))
}
