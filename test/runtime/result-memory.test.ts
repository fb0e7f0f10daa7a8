import { describe, expect, test } from 'vitest'
import { offerMemory, unwrittenBytes, unwrittenFloats } from '../../src/runtime/result-memory.js'

describe('memory for results', () => {
  test('is what was offered, once, where that is not much too long', () => {
    const [short, fitting, long] = [100_000, 250_000, 500_000].map((bytes) => new ArrayBuffer(bytes))
    offerMemory([short, fitting, long].filter((buffer) => buffer !== undefined))
    const floats = unwrittenFloats(50_000)
    expect(floats.buffer).toBe(fitting)
    expect(floats.length).toBe(50_000)
    expect([short, fitting, long]).not.toContain(unwrittenFloats(50_000).buffer)
    expect(unwrittenBytes(90_000).buffer).toBe(short)
  })

  test('offered before is forgotten with a new offer', () => {
    const old = new ArrayBuffer(40_000)
    offerMemory([old])
    offerMemory([])
    expect(unwrittenBytes(40_000).buffer).not.toBe(old)
  })

  test('for few values is zeros, whatever was offered', () => {
    offerMemory([new Uint8Array(4000).fill(7).buffer])
    expect(unwrittenFloats(1000)).toEqual(new Float32Array(1000))
  })
})
