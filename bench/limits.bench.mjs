// What this machine can do at most: memory, floating point operations and text, on one core and on all. docs/performance.md states the
// figures of the other benches as shares of these.
import { availableParallelism } from 'node:os'
import { measureLimit, measureMatMul } from './lib/limits.mjs'
import { row } from './lib/measure.mjs'

const GIGA = 1e9
const CASES = [
  { what: 'copy', name: 'memory, copied', metric: 'read and written', unit: 'GB/s' },
  { what: 'read', name: 'memory, read', metric: 'read', unit: 'GB/s' },
  { what: 'write', name: 'memory, written', metric: 'written', unit: 'GB/s' },
  { what: 'fresh write', name: 'memory that the system gives anew, written', metric: 'written', unit: 'GB/s' },
  { what: 'flops', name: 'WebAssembly, products that are added', metric: 'single precision', unit: 'GFLOP/s' },
  { what: 'inflate', name: 'text, unpacked by zlib', metric: 'unpacked', unit: 'GB/s' },
  { what: 'scan', name: 'text, byte by byte in JavaScript', metric: 'read', unit: 'GB/s' },
]

export async function rows(progress) {
  const results = []
  const counts = [...new Set([1, availableParallelism()])]
  for (const { what, name, ...about } of CASES) {
    for (const cores of counts) {
      progress(`${name}, ${coresText(cores)}`)
      const ours = (await measureLimit(what, cores)) / GIGA
      results.push(row({ name: `${name}, ${coresText(cores)}`, ...about, ours, better: 'more' }))
    }
  }
  for (const threads of counts) {
    const name = `ONNX Runtime, product of matrices, ${coresText(threads)}`
    progress(name)
    const ours = (await measureMatMul(threads)) / GIGA
    results.push(row({ name, metric: 'single precision', unit: 'GFLOP/s', ours, better: 'more' }))
  }
  return results
}

const coresText = (cores) => (cores === 1 ? 'one core' : `${cores} cores`)
