import { setFlagsFromString } from 'node:v8'

/**
 * Whether this machine can run code that asks for relaxed SIMD, of which the kernel uses the product that is added and rounded
 * once. Node 20 has it behind a flag, which is set here where the code needs it: so the bits do not depend on Node's version.
 */
export function enableRelaxedSimd(code: Uint8Array): boolean {
  if (WebAssembly.validate(code)) return true
  setFlagsFromString('--experimental-wasm-relaxed-simd')
  return WebAssembly.validate(code)
}
