// A thread that does one simple thing as fast as it can for a while, over and over: the limits of a core.
import { parentPort } from 'node:worker_threads'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { enableRelaxedSimd } from '../../dist/nets/wasm/dense-kernel.js'

const MILLISECONDS = 400
/** Far more than the caches that cores share. */
const BYTES = 512 * 2 ** 20
/** What is in a core's own cache. */
const TEXT_BYTES = 2 ** 20
const TURNS = 1_000_000
/** Independent sums of four values each: products wait for nothing. */
const SUMS = 10

/** How much of something a call does, and the call. */
const works = {
  copy: () => {
    const [from, to] = [new Float64Array(BYTES / 16).fill(1), new Float64Array(BYTES / 16).fill(2)]
    // Read once and written once.
    return { amount: BYTES, run: () => to.set(from) }
  },
  read: () => {
    // Looked through for a byte that is not in it, by the C library.
    const bytes = Buffer.alloc(BYTES, 1)
    return { amount: BYTES, run: () => bytes.indexOf(2) }
  },
  write: () => {
    const values = new Float64Array(BYTES / 8).fill(1)
    return { amount: BYTES, run: () => values.fill(2) }
  },
  'fresh write': () => ({ amount: BYTES / 4, run: () => new Float64Array(BYTES / 32).fill(1) }),
  scan: () => {
    const text = new Uint8Array(TEXT_BYTES).map((_, i) => (i % 120 === 119 ? 10 : 48 + (i % 10)))
    return { amount: TEXT_BYTES, run: () => linesOf(text) }
  },
  inflate: () => {
    const text = Buffer.from(Array.from({ length: 8192 }, (_, i) => lineOf(i)).join('\n'))
    const packed = deflateRawSync(text)
    return { amount: text.length, run: () => inflateRawSync(packed, { chunkSize: text.length }) }
  },
  flops: async () => ({ amount: TURNS * SUMS * 4 * 2, run: await products() }),
}

/** A line as archives of candles have them. */
function lineOf(minute) {
  const time = 1672531200000 + minute * 60_000
  const [price, volume] = [17_000 + ((minute * 7919) % 1000) / 100, ((minute * 104_729) % 100_000) / 1000]
  const prices = [price, price + 0.07, price - 0.05, price + 0.02, volume].map((value) => value.toFixed(8))
  return [
    time,
    ...prices,
    time + 59_999,
    (price * volume).toFixed(8),
    minute % 97,
    (volume / 3).toFixed(8),
    0,
    0,
  ].join()
}

function linesOf(text) {
  let lines = 0
  for (let i = 0; i < text.length; i++) if (text[i] === 10) lines++
  return lines
}

/** Products that are added, four single precision values at a time, in one step where the processor can. */
async function products() {
  const { default: asc } = await import('assemblyscript/asc')
  const names = Array.from({ length: SUMS }, (_, i) => `s${i}`)
  const compile = async (sumOfProduct) => {
    const source = `export function run(turns: i32): f32 {
      const x = f32x4.splat(0.5)
      ${names.map((name, i) => `let ${name} = f32x4.splat(${i}.0)`).join('\n')}
      for (let i = 0; i < turns; i++) { ${names.map((name) => `${name} = ${sumOfProduct(name)}`).join('\n')} }
      return ${names.map((name) => `f32x4.extract_lane(${name}, 0)`).join(' + ')}
    }`
    const options = { optimizeLevel: 3, runtime: 'stub', enable: ['simd', 'relaxed-simd'] }
    const { error, binary } = await asc.compileString(source, options)
    if (error) throw error
    return binary
  }
  const fused = await compile((name) => `f32x4.relaxed_madd(${name}, x, x)`)
  const isKnown = enableRelaxedSimd(fused)
  const code = isKnown ? fused : await compile((name) => `f32x4.add(f32x4.mul(${name}, x), x)`)
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(code)), {}).exports
  if (typeof run !== 'function') throw new Error('the loop has no function run')
  return () => run(TURNS)
}

let work
parentPort.on('message', (name) => {
  if (name === undefined) parentPort.postMessage(pace(work))
  else void prepare(name)
})

async function prepare(name) {
  work = await works[name]()
  // Touches the memory, and has the code compiled.
  work.run()
  work.run()
  parentPort.postMessage('ready')
}

/** What is done in a second. */
function pace({ amount, run }) {
  const started = performance.now()
  let [done, elapsed] = [0, 0]
  for (; elapsed < MILLISECONDS; elapsed = performance.now() - started) {
    run()
    done += amount
  }
  return (done * 1000) / elapsed
}
