import { expect, test } from 'vitest'
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
