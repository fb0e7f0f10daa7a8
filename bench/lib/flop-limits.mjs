// What this machine can compute at most: multiplications and additions a second, as WebAssembly and as ONNX Runtime get them.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Tensor } from 'onnxruntime-node'
import { addInput, addOutput, newGraph } from '../../dist/nets/onnx/graph.js'
import { matMul } from '../../dist/nets/onnx/operators.js'
import { serialize } from '../../dist/nets/onnx/serialize.js'
import { createSession } from '../../dist/nets/onnx/session.js'
import { enableRelaxedSimd } from '../../dist/nets/wasm/dense-kernel.js'
import { row } from './measure.mjs'

/** Short ones, so that some are not interrupted by what else runs. */
const WASM_TRIALS = 300
const PRODUCT_TRIALS = 300
/** Sums that do not wait for each other: more than two units of five cycles each need. */
const SUMS = 12
const TURNS = 500_000
const SIZE = 512

/** Rows of the document, and `shareOf(row)`: a row of fits with the share of its engine's limit that its best and its median second are. */
export async function flopLimits(progress) {
  progress('limits: multiplications and additions a second')
  const wasm = wasmPeak()
  const onnx = { 1: await onnxPeak(1), 2: await onnxPeak(2) }
  const about = { metric: 'limit', unit: 'GFLOP/s', better: 'more' }
  return {
    rows: [
      row({ ...about, name: 'WebAssembly, four lanes multiplied and added, one thread', ours: wasm / 1e9 }),
      row({ ...about, name: `ONNX Runtime, a product of ${SIZE} × ${SIZE}, one thread`, ours: onnx[1] / 1e9 }),
      row({ ...about, name: `ONNX Runtime, a product of ${SIZE} × ${SIZE}, two threads`, ours: onnx[2] / 1e9 }),
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

/** Of one thread; what helps the loop is that it reads nothing. */
function wasmPeak() {
  const code = compile(wasmSource())
  if (!enableRelaxedSimd(code)) return NaN
  const { turn } = new WebAssembly.Instance(new WebAssembly.Module(code), {}).exports
  const flops = TURNS * SUMS * 4 * 2
  return Math.max(...Array.from({ length: WASM_TRIALS }, () => flops / secondsOf(() => turn(TURNS))))
}

function wasmSource() {
  const sums = Array.from({ length: SUMS }, (_, i) => `a${i}`)
  return `export function turn(turns: i32): f32 {
  const x = f32x4.splat(0.999)
  const y = f32x4.splat(0.001)
  ${sums.map((sum, i) => `let ${sum} = f32x4.splat(${i})`).join('\n  ')}
  for (let i = 0; i < turns; i++) {
    ${sums.map((sum) => `${sum} = f32x4.relaxed_madd(${sum}, x, y)`).join('\n    ')}
  }
  return f32x4.extract_lane(${sums.reduce((total, sum) => `f32x4.add(${total}, ${sum})`)}, 0)
}
`
}

function compile(source) {
  const folder = mkdtempSync(join(tmpdir(), 'followupward-bench-'))
  try {
    const from = join(folder, 'peak.ts')
    const to = join(folder, 'peak.wasm')
    writeFileSync(from, source)
    const compiler = join(dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json')), 'bin/asc.js')
    const options = ['--runtime', 'stub', '--enable', 'simd', '--enable', 'relaxed-simd', '-O3', '--outFile', to]
    execFileSync(process.execPath, [compiler, from, ...options], { stdio: ['ignore', 2, 2] })
    return readFileSync(to)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function onnxPeak(threads) {
  const graph = newGraph('product')
  const [a, b] = ['a', 'b'].map((name) => addInput(graph, name, 'float', [SIZE, SIZE]))
  addOutput(graph, 'c', matMul(graph, a, b))
  const session = await createSession(serialize(graph), { threads })
  const values = Float32Array.from({ length: SIZE * SIZE }, (_, i) => Math.sin(i))
  const inputs = { a: new Tensor('float32', values, [SIZE, SIZE]), b: new Tensor('float32', values, [SIZE, SIZE]) }
  let best = 0
  for (let trial = 0; trial < PRODUCT_TRIALS; trial++) {
    const started = performance.now()
    await session.run(inputs)
    best = Math.max(best, (2 * SIZE ** 3 * 1000) / (performance.now() - started))
  }
  await session.release()
  return best
}

function secondsOf(work) {
  const started = performance.now()
  work()
  return (performance.now() - started) / 1000
}
