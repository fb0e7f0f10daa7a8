// AssemblyScript, compiled into src/indicators/rolling-sum-wasm.ts by scripts/build-kernels.mjs.

export { addWindows as add } from './lib/window-sums'
