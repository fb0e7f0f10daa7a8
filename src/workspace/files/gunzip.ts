import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { PassThrough } from 'node:stream'
import { createGunzip, gunzipSync } from 'node:zlib'
import { UserError, messageOf, systemCodeOf } from '../../core/errors.js'
import type { UnpackBudget } from './unpack-budget.js'

/** Unpacked parts come in such pieces. */
const CHUNK_BYTES = 2 ** 20

/** Unpacks what is in memory. Throws UserError naming `file` where it is torn, LimitError where it is more than the budget. */
export function gunzip(bytes: Uint8Array, file: string, budget: UnpackBudget): Uint8Array {
  try {
    const unpacked = gunzipSync(bytes, { maxOutputLength: budget.left })
    budget.take(unpacked.byteLength)
    return unpacked
  } catch (error) {
    if (systemCodeOf(error) === 'ERR_BUFFER_TOO_LARGE') budget.take(budget.left + 1)
    throw gzipError(error, file)
  }
}

/** Unpacks a file piece by piece. Throws as `gunzip` does. */
export async function* streamGunzip(file: string, budget: UnpackBudget): AsyncGenerator<Buffer> {
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES })
  const output = new PassThrough()
  // The error of the pipeline reaches its output, from which it is thrown.
  pipeline(createReadStream(file), unpacked, output).catch(() => {})
  try {
    for await (const chunk of output) {
      const piece: unknown = chunk
      if (!Buffer.isBuffer(piece)) continue
      budget.take(piece.byteLength)
      yield piece
    }
  } catch (error) {
    throw gzipError(error, file)
  }
}

function gzipError(error: unknown, file: string): UserError {
  if (error instanceof UserError) return error
  return new UserError(`${file} is torn or not a gzip file (${messageOf(error)}); fetch it again`)
}
