import { z } from 'zod'
import { growMemory, wasmMemoryOf, allocateSharedFloat32 } from '../../runtime/shared-memory.js'

/** Memory that holds training rows, and room for a trainer in it. It can be posted to other threads. */
export interface SharedRows {
  readonly memory: WebAssembly.Memory
  /** Byte where the features begin, float32 [rows, inputs]. */
  readonly features: number
  /** Byte where the trainer's room begins. */
  readonly room: number
}

const memorySchema = z.custom<WebAssembly.Memory>((value) => value instanceof WebAssembly.Memory)
export const sharedRowsSchema: z.ZodType<SharedRows> = z.strictObject({
  memory: memorySchema,
  features: z.number(),
  room: z.number(),
})

/** Shared rows with room that is to be released when its trainer has ended. */
export interface MemoryLease {
  readonly rows: SharedRows
  release(): void
}

interface Room {
  readonly at: number
  readonly bytes: number
}

/** Released rooms by memory: memory never shrinks. */
const free = new WeakMap<WebAssembly.Memory, Room[]>()

/**
 * Finds room of `bytes` beside the features, which stay where they are if `allocateSharedFloat32` made them and are copied otherwise;
 * undefined where there is not so much memory.
 */
export function placeInSharedMemory(features: Float32Array, bytes: number): MemoryLease | undefined {
  const shared = wasmMemoryOf(features) ? features : copyToShared(features)
  const memory = wasmMemoryOf(shared)
  if (!memory) return undefined
  const room = takeRoom(memory, bytes)
  if (!room) return undefined
  return {
    rows: { memory, features: shared.byteOffset, room: room.at },
    release: () => void free.set(memory, [...(free.get(memory) ?? []), room]),
  }
}

function copyToShared(features: Float32Array): Float32Array {
  const copy = allocateSharedFloat32(features.length)
  copy.set(features)
  return copy
}

function takeRoom(memory: WebAssembly.Memory, bytes: number): Room | undefined {
  const rooms = free.get(memory) ?? []
  const found = rooms.find((room) => room.bytes >= bytes)
  if (found) {
    free.set(
      memory,
      rooms.filter((room) => room !== found),
    )
    return found
  }
  const at = growMemory(memory, bytes)
  return at === undefined ? undefined : { at, bytes }
}
