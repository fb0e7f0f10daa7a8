import { describe, expect, test } from 'vitest'
import { loadKernel } from '../../src/indicators/load-kernel.js'
import { KERNEL } from '../../src/indicators/elementwise-wasm.js'

test('a machine that cannot run a kernel has none', () => {
  expect(loadKernel(Buffer.from('no WebAssembly').toString('base64'))).toBeUndefined()
})

test('the memory of a kernel grows as far as it is asked to', () => {
  const kernel = loadKernel(KERNEL)
  expect(kernel?.memory(10).byteLength).toBe(65_536)
  expect(kernel?.memory(200_000).byteLength).toBe(262_144)
  expect(kernel?.memory(10).byteLength).toBe(262_144)
  expect(() => kernel?.call('none')).toThrow(/no function none/)
})

describe.each([3, 100])('%d values', (count) => {
  const values = Float64Array.from({ length: count + 2 }, (_, i) => i + 0.1)
  const inner = values.subarray(1, count + 1)

  test('are copied into the memory and out of it, and nothing beside them', () => {
    const kernel = loadKernel(KERNEL)
    kernel?.memory(200_000)
    kernel?.put(150_000, values, 1, count)
    const [out, rounded] = [new Float64Array(count + 2), new Float32Array(count + 2)]
    kernel?.take(150_000, out, 1, count)
    kernel?.take(150_000, rounded, 1, count)
    expect(out).toEqual(Float64Array.of(0, ...inner, 0))
    expect(rounded).toEqual(Float32Array.of(0, ...inner, 0))
  })

  test('of single precision are copied out', () => {
    const kernel = loadKernel(KERNEL)
    new Float32Array(kernel?.memory(10) ?? new ArrayBuffer(0), 40, count).set(inner)
    const out = new Float32Array(count + 2)
    kernel?.takeSingles(40, out, 1, count)
    expect(out).toEqual(Float32Array.of(0, ...inner, 0))
  })
})
