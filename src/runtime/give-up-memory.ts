import { MessageChannel } from 'node:worker_threads'
import type { Column, Frame } from '../core/frame.js'

/** The memory of all columns of some frames. What threads share is not in it. */
export function memoryOf(...frames: readonly Pick<Frame, 'columns'>[]): ArrayBuffer[] {
  return buffersOf(frames.flatMap(({ columns }) => [...columns.values()]))
}

/** The memory of some columns, each buffer once. */
export function buffersOf(columns: readonly Column[]): ArrayBuffer[] {
  return [...new Set(columns.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer)
}

/** Below so many bytes it is not worth the while. */
const FEW = 65_536

/** What is sent from a closed port is taken from the sender, and let go of. */
const { port1: nowhere } = new MessageChannel()
nowhere.close()

/**
 * Gives memory back at once that nobody reads any more: large buffers are empty afterwards. Left to the collector of garbage, tens
 * of megabytes of months that were read gather in each thread, and what the C library has once spread them over stays taken.
 */
export function giveUpMemory(buffers: readonly ArrayBuffer[]): void {
  nowhere.postMessage(
    undefined,
    buffers.filter(({ byteLength }) => byteLength >= FEW),
  )
}
