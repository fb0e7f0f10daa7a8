import { describe, expect, it } from 'vitest'
import { wasmMemoryOf, allocateSharedFloat32, allocateSharedMemory } from '../../../src/runtime/shared-memory.js'
import { placeInSharedMemory } from '../../../src/nets/wasm/shared-rows.js'

describe('memory that training rows share', () => {
  it('is where the features lie, if they are in shared memory', () => {
    const features = allocateSharedFloat32(1000).fill(3)
    const lease = placeInSharedMemory(features.subarray(10, 900), 100_000)
    expect(lease?.rows.memory).toBe(wasmMemoryOf(features))
    expect(lease?.rows.features).toBe(40)
    expect(lease?.rows.room).toBeGreaterThanOrEqual(4000)
  })

  it('holds a copy of other features', () => {
    const features = Float32Array.of(1, 2, 3)
    const lease = placeInSharedMemory(features, 64)
    if (!lease) throw new Error('no lease')
    const { memory, features: at, room } = lease.rows
    expect(new Float32Array(memory.buffer, at, 3)).toEqual(features)
    expect(room).toBeGreaterThanOrEqual(at + 12)
    expect(memory.buffer.byteLength).toBeGreaterThanOrEqual(room + 64)
  })

  it('gives two trainers rooms of their own, and a room again when it is given back', () => {
    const features = allocateSharedFloat32(10)
    const one = placeInSharedMemory(features, 1000)
    const other = placeInSharedMemory(features, 1000)
    expect(other?.rows.room).not.toBe(one?.rows.room)
    one?.release()
    expect(placeInSharedMemory(features, 2000 * 1000)?.rows.room).not.toBe(one?.rows.room)
    expect(placeInSharedMemory(features, 1000)?.rows.room).toBe(one?.rows.room)
  })

  it('is not to be had where there is no room', () => {
    const features = allocateSharedFloat32(10)
    expect(placeInSharedMemory(features, 2 ** 33)).toBeUndefined()
    expect(allocateSharedMemory(2 ** 33)).toBeUndefined()
    // Still features, though ordinary ones.
    expect(wasmMemoryOf(new Float32Array(10))).toBeUndefined()
  })
})
