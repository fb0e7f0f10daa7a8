// What this machine can do at most: the limits that the figures of the benches are shares of.
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { addInput, addOutput, newGraph } from '../../dist/nets/onnx/graph.js'
import { matMul } from '../../dist/nets/onnx/operators.js'
import { serialize } from '../../dist/nets/onnx/serialize.js'
import { createSession } from '../../dist/nets/onnx/session.js'

const SCRIPT = fileURLToPath(new URL('limit-worker.mjs', import.meta.url))
const TRIALS = 3
/** Rows and columns of the matrices that ONNX Runtime multiplies. */
const SIZE = 512
/** Short ones, so that some are not interrupted by what else runs. */
const PRODUCTS = 300

/** The pace of `what`, one of those of the worker, of so many cores at once: the best of a few trials. */
export async function measureLimit(what, cores) {
  const workers = Array.from({ length: cores }, () => new Worker(SCRIPT, { execArgv: [] }))
  const ask = (message) =>
    Promise.all(
      workers.map(async (worker) => {
        const answer = once(worker, 'message')
        worker.postMessage(message)
        return (await answer)[0]
      }),
    )
  try {
    await ask(what)
    let best = 0
    for (let trial = 0; trial < TRIALS; trial++) {
      const paces = await ask(undefined)
      best = Math.max(
        best,
        paces.reduce((sum, pace) => sum + pace, 0),
      )
    }
    return best
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

/** Floating point operations a second of ONNX Runtime's product of two matrices, on so many threads. */
export async function measureMatMul(threads) {
  const { Tensor } = await import('onnxruntime-node')
  const graph = newGraph('product')
  const shape = [SIZE, SIZE]
  const [a, b] = ['a', 'b'].map((name) => addInput(graph, name, 'float', shape))
  addOutput(graph, 'product', matMul(graph, a, b))
  const session = await createSession(serialize(graph), { threads })
  const values = new Float32Array(SIZE * SIZE).fill(0.5)
  const feeds = { a: new Tensor('float32', values, shape), b: new Tensor('float32', values.slice(), shape) }
  let best = Infinity
  for (let product = 0; product < PRODUCTS; product++) {
    const started = performance.now()
    await session.run(feeds)
    best = Math.min(best, performance.now() - started)
  }
  await session.release()
  return (2 * SIZE ** 3 * 1000) / best
}
