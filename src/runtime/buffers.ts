import { MessageChannel } from 'node:worker_threads'
import type { Column, Frame } from '../core/frame.js'

/** Releasing fewer bytes than these costs more than it gives. */
const MIN_RELEASED_BYTES = 65_536

/** Up to so many bytes zeros cost less than uninitialized memory does; those of a few rows lie in the heap itself. */
const MAX_ZEROED_BYTES = 16_384

/** The buffers under all columns of some frames. What threads share is not among them. */
export function frameBuffers(...frames: readonly Pick<Frame, 'columns'>[]): ArrayBuffer[] {
  return columnBuffers(frames.flatMap(({ columns }) => [...columns.values()]))
}

/** The buffers under some columns, each once. What threads share is not among them. */
export function columnBuffers(columns: readonly Column[]): ArrayBuffer[] {
  return [...new Set(columns.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer)
}

/** What is sent from a closed port is taken from the sender, and its memory is freed. */
const { port1: closedPort } = new MessageChannel()
closedPort.close()

/**
 * Frees the memory of buffers that nobody reads any more at once: large ones are empty afterwards. Left to the garbage
 * collector, tens of megabytes of months that were read gather in each thread, and what the C library has once spread them
 * over stays taken.
 */
export function releaseBuffers(buffers: readonly ArrayBuffer[]): void {
  closedPort.postMessage(
    undefined,
    buffers.filter(({ byteLength }) => byteLength >= MIN_RELEASED_BYTES),
  )
}

/** Buffers of results that nobody needs any more. Touching memory for the first time takes longer than many a computation. */
let recycled: ArrayBuffer[] = []

/**
 * Hands over buffers whose memory the next results of this thread may take; what was handed over before is released. Nobody
 * else may use them.
 */
export function recycleBuffers(buffers: readonly ArrayBuffer[]): void {
  releaseBuffers(recycled)
  recycled = [...buffers]
}

/**
 * A column of single precision whose values are whatever the memory held before: for results of which every value is written.
 * Its buffer may be longer than the column.
 */
export function uninitializedFloat32(length: number): Float32Array {
  const bytes = length * Float32Array.BYTES_PER_ELEMENT
  return bytes <= MAX_ZEROED_BYTES ? new Float32Array(length) : new Float32Array(uninitializedBuffer(bytes), 0, length)
}

/** A column of bytes whose values are whatever the memory held before, as `uninitializedFloat32` gives one of numbers. */
export function uninitializedUint8(length: number): Uint8Array {
  return length <= MAX_ZEROED_BYTES ? new Uint8Array(length) : new Uint8Array(uninitializedBuffer(length), 0, length)
}

/** A recycled buffer that is not much too long, or a new one. */
function uninitializedBuffer(bytes: number): ArrayBuffer {
  const index = recycled.findIndex(({ byteLength }) => byteLength >= bytes && byteLength <= 2 * bytes)
  const [found] = index < 0 ? [] : recycled.splice(index, 1)
  return found ?? Buffer.allocUnsafeSlow(bytes).buffer
}
