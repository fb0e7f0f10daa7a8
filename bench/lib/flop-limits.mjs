// What of this machine's multiplications and additions a second a fit uses.
import { measureLimit, measureMatMul } from './limits.mjs'
import { row } from './measure.mjs'

/** Rows of the document, and `shareOf(row)`: a row of fits with the share of its engine's limit that its best and its median second are. */
export async function flopLimits(progress) {
  progress('limits: multiplications and additions a second')
  const wasm = await measureLimit('flops', 1)
  const onnx = { 1: await measureMatMul(1), 2: await measureMatMul(2) }
  const about = { metric: 'limit', unit: 'GFLOP/s', better: 'more' }
  return {
    rows: [
      row({ ...about, name: 'WebAssembly, four lanes multiplied and added, one thread', ours: wasm / 1e9 }),
      row({ ...about, name: 'ONNX Runtime, a product of matrices, one thread', ours: onnx[1] / 1e9 }),
      row({ ...about, name: 'ONNX Runtime, a product of matrices, two threads', ours: onnx[2] / 1e9 }),
    ],
    shareOf: (fit) => {
      const { variant, threads } = fit.how.ours
      const limit = variant === 'wasm' ? wasm * threads : onnx[threads]
      const share = (samples) => Number(((samples * fit.flopsPerSample) / limit).toPrecision(2))
      return {
        ...fit,
        limit: { gflops: Math.round(limit / 1e9), best: share(fit.ours), median: share(fit.medians.ours) },
      }
    },
  }
}
