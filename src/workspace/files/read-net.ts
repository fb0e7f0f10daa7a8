import { stat } from 'node:fs/promises'
import { scoreSample } from '../../nets/import/detect-output-activation.js'
import type { ModelRequirements } from '../../nets/import/model-requirements.js'
import { z } from 'zod'
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
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  )
  const request: ForeignJob = { kind: 'net', file, requirements }
  return netFileSchema.parse(await runApart(`reading ${requirements.label}`, request, size, signal))
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
