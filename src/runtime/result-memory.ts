import { giveUpMemory } from './give-up-memory.js'

/** Below so many bytes zeros cost less than memory asked for in another way, and those of a few rows lie in the heap itself. */
const FEW = 16_384

/** Memory of results that nobody needs any more. Touching memory for the first time takes longer than many a computation. */
let spares: ArrayBuffer[] = []

/** Makes memory known that the next results of this thread may take, in place of what was known before. It must have no other user. */
export function offerMemory(buffers: readonly ArrayBuffer[]): void {
  giveUpMemory(spares)
  spares = [...buffers]
}

/**
 * A column of single precision whose values are whatever the memory held before: for results of which every value is written.
 * Its buffer may be longer than the column.
 */
export function unwrittenFloats(length: number): Float32Array {
  const bytes = length * Float32Array.BYTES_PER_ELEMENT
  return bytes <= FEW ? new Float32Array(length) : new Float32Array(unwrittenMemory(bytes), 0, length)
}

/** The same for bytes. */
export function unwrittenBytes(length: number): Uint8Array {
  return length <= FEW ? new Uint8Array(length) : new Uint8Array(unwrittenMemory(length), 0, length)
}

/** Spare memory that is not much too long, or new. */
function unwrittenMemory(bytes: number): ArrayBuffer {
  const index = spares.findIndex(({ byteLength }) => byteLength >= bytes && byteLength <= 2 * bytes)
  const [found] = index < 0 ? [] : spares.splice(index, 1)
  return found ?? Buffer.allocUnsafeSlow(bytes).buffer
}
