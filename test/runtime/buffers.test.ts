import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { makeFrame } from '../../src/core/frame.js'
import {
  columnBuffers,
  frameBuffers,
  recycleBuffers,
  releaseBuffers,
  uninitializedFloat32,
  uninitializedUint8,
} from '../../src/runtime/buffers.js'

test('large buffers are empty at once and their memory is given back, small ones stay', () => {
  const large = new Float64Array(1_000_000).fill(1)
  const small = new Float64Array(100).fill(1)
  const before = process.memoryUsage().arrayBuffers
  releaseBuffers(columnBuffers([large, small, large.subarray(5)]))
  expect(large.length).toBe(0)
  expect(small.length).toBe(100)
  expect(before - process.memoryUsage().arrayBuffers).toBeGreaterThanOrEqual(8_000_000)
})

test('the memory of frames is that of their columns, each buffer once, without what threads share', () => {
  const whole = new Float32Array(8)
  const shared = new Float32Array(new SharedArrayBuffer(16))
  const frame = makeFrame({ calendar: alwaysOpen(60_000), first: 0, rows: 4 }, [
    ['a', whole.subarray(0, 4)],
    ['b', whole.subarray(4)],
    ['c', shared],
  ])
  expect(frameBuffers(frame)).toEqual([whole.buffer])
})

describe('memory for results', () => {
  test('is what was offered, once, where that is not much too long', () => {
    const [short, fitting, long] = [100_000, 250_000, 500_000].map((bytes) => new ArrayBuffer(bytes))
    recycleBuffers([short, fitting, long].filter((buffer) => buffer !== undefined))
    const floats = uninitializedFloat32(50_000)
    expect(floats.buffer).toBe(fitting)
    expect(floats.length).toBe(50_000)
    expect([short, fitting, long]).not.toContain(uninitializedFloat32(50_000).buffer)
    expect(uninitializedUint8(90_000).buffer).toBe(short)
  })

  test('offered before is forgotten with a new offer', () => {
    const old = new ArrayBuffer(40_000)
    recycleBuffers([old])
    recycleBuffers([])
    expect(uninitializedUint8(40_000).buffer).not.toBe(old)
  })

  test('for few values is zeros, whatever was offered', () => {
    recycleBuffers([new Uint8Array(4000).fill(7).buffer])
    expect(uninitializedFloat32(1000)).toEqual(new Float32Array(1000))
  })
})
