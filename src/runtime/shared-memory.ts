const PAGE = 65_536
/** What WebAssembly can address. */
const MAX_PAGES = 65_536

/** Memory that threads share and in which WebAssembly can work, known by its buffer. */
const memories = new WeakMap<ArrayBufferLike, WebAssembly.Memory>()

/** A memory that threads share, with room for `bytes`, which are 0; undefined where so much cannot be had. */
export function allocateSharedMemory(bytes: number): WebAssembly.Memory | undefined {
  const initial = Math.ceil(bytes / PAGE)
  if (initial > MAX_PAGES) return undefined
  try {
    return new WebAssembly.Memory({ initial, maximum: MAX_PAGES, shared: true })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * Zeros to be filled with much data that training then reads where they lie: threads share them without a copy. Where there
 * is no room for them, ordinary ones.
 */
export function allocateSharedFloat32(length: number): Float32Array {
  const memory = allocateSharedMemory(length * Float32Array.BYTES_PER_ELEMENT)
  if (!memory) return new Float32Array(length)
  memories.set(memory.buffer, memory)
  return new Float32Array(memory.buffer, 0, length)
}

/** Allocates rows of `width` numbers and their labels in one memory, as `allocateSharedFloat32` does for numbers alone. */
export function allocateSharedRows(rows: number, width: number): { features: Float32Array; labels: Uint8Array } {
  const values = rows * width
  const floats = allocateSharedFloat32(values + Math.ceil(rows / Float32Array.BYTES_PER_ELEMENT))
  const labels = new Uint8Array(floats.buffer, values * Float32Array.BYTES_PER_ELEMENT, rows)
  return { features: floats.subarray(0, values), labels }
}

/** The WebAssembly memory under what `allocateSharedFloat32` or `allocateSharedRows` gave, or under a part of it. */
export function wasmMemoryOf(values: Float32Array | Uint8Array | Int32Array): WebAssembly.Memory | undefined {
  return memories.get(values.buffer)
}

/** Byte where `bytes` more of a memory begin; undefined where it cannot grow. */
export function growMemory(memory: WebAssembly.Memory, bytes: number): number | undefined {
  try {
    return memory.grow(Math.ceil(bytes / PAGE)) * PAGE
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
