import { KERNEL } from './dense-steps-wasm.js'
import { setFlagsFromString } from 'node:v8'

/** The functions of kernels/dense-steps.ts, in one memory; parameters are as there. */
export interface DenseKernel {
  slice(
    table: number,
    scratch: number,
    rows: number,
    count: number,
    masks: number,
    before: number,
    gradient: number,
  ): number
  update(
    table: number,
    weights: number,
    m: number,
    v: number,
    gradient: number,
    bytes: number,
    slices: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    rate: number,
    decay: number,
  ): void
  turn(table: number): void
}

const code = Buffer.from(KERNEL, 'base64')

/** Whether this machine can run it: not without SIMD (x64 before SSE 4.1). */
export const isKernelSupported = enableRelaxedSimd(code)

export function loadDenseKernel(memory: WebAssembly.Memory): DenseKernel {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } })
  const { slice, update, turn } = exports
  if (typeof slice !== 'function' || typeof update !== 'function' || typeof turn !== 'function') {
    throw new TypeError('the kernel lacks a function')
  }
  return {
    slice: (table, scratch, rows, count, masks, before, gradient) =>
      Number(slice(table, scratch, rows, count, masks, before, gradient)),
    update: (table, weights, m, v, gradient, bytes, slices, beta1, beta2, epsilon, rate, decay) => {
      update(table, weights, m, v, gradient, bytes, slices, beta1, beta2, epsilon, rate, decay)
    },
    turn: (table) => {
      turn(table)
    },
  }
}

/**
 * Whether this machine can run code that asks for relaxed SIMD, of which the kernel uses the product that is added and rounded
 * once. Node 20 has it behind a flag, which is set here where the code needs it: so the bits do not depend on Node's version.
 */
export function enableRelaxedSimd(code: Uint8Array): boolean {
  if (WebAssembly.validate(code)) return true
  setFlagsFromString('--experimental-wasm-relaxed-simd')
  return WebAssembly.validate(code)
}
