import { expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { makeFrame } from '../../src/core/frame.js'
import { buffersOf, giveUpMemory, memoryOf } from '../../src/runtime/give-up-memory.js'

test('large buffers are empty at once and their memory is given back, small ones stay', () => {
  const large = new Float64Array(1_000_000).fill(1)
  const small = new Float64Array(100).fill(1)
  const before = process.memoryUsage().arrayBuffers
  giveUpMemory(buffersOf([large, small, large.subarray(5)]))
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
  expect(memoryOf(frame)).toEqual([whole.buffer])
})
