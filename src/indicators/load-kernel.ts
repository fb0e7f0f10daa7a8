const PAGE = 65_536
const VALUE = Float64Array.BYTES_PER_ELEMENT
const SINGLE = Float32Array.BYTES_PER_ELEMENT
/** Up to so many values are copied one by one: a view of them would cost more than that. */
const MAX_LOOPED = 16

/** A column of floating point numbers: in Float32 each value is rounded once, at the end. */
export type Floats = Float64Array | Float32Array

/** Functions compiled to WebAssembly, and the memory they work in. */
export interface Kernel {
  /** The memory with room for at least `bytes`. Growing makes views made before it empty. */
  readonly memory: (bytes: number) => ArrayBuffer
  /** Copies `count` values, from the one numbered `from` on, to a byte offset of the memory. */
  readonly put: (offset: number, values: Float64Array, from: number, count: number) => void
  /** Copies `count` values of single precision, from the one numbered `from` on, to a byte offset of the memory. */
  readonly putSingles: (offset: number, values: Float32Array, from: number, count: number) => void
  /** Copies `count` numbers of double precision at a byte offset to `out`, from the one numbered `to`. */
  readonly take: (offset: number, out: Floats, to: number, count: number) => void
  /** Copies `count` numbers of single precision at a byte offset to `out`, from the one numbered `to`. */
  readonly takeSingles: (offset: number, out: Float32Array, to: number, count: number) => void
  /** Calls the kernel's function of that name. */
  readonly call: (name: string, ...parameters: readonly number[]) => void
}

/** Makes a kernel of its base64 code; undefined where this machine cannot run it, because it has no SIMD. */
export function loadKernel(base64: string): Kernel | undefined {
  const code = Buffer.from(base64, 'base64')
  if (!WebAssembly.validate(code)) return undefined
  const memory = new WebAssembly.Memory({ initial: 1 })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } })
  let { buffer } = memory
  let values = new Float64Array(buffer)
  let singles = new Float32Array(buffer)
  const grow = (bytes: number): void => {
    memory.grow(Math.ceil(bytes / PAGE))
    buffer = memory.buffer
    values = new Float64Array(buffer)
    singles = new Float32Array(buffer)
  }
  return {
    memory: (bytes) => {
      if (bytes > buffer.byteLength) grow(bytes - buffer.byteLength)
      return buffer
    },
    put: (offset, from, first, count) => copy(from, first, values, offset / VALUE, count),
    putSingles: (offset, from, first, count) => copy(from, first, singles, offset / SINGLE, count),
    take: (offset, out, first, count) => copy(values, offset / VALUE, out, first, count),
    takeSingles: (offset, out, first, count) => copy(singles, offset / SINGLE, out, first, count),
    call: (name, ...parameters) => {
      const run = exports[name]
      if (typeof run !== 'function') throw new TypeError(`the kernel has no function ${name}`)
      run(...parameters)
    },
  }
}

/** Copies `count` numbers. Few are not viewed: their array may lie in the heap, which a view of it would make it leave. */
function copy(source: Floats, begin: number, target: Floats, at: number, count: number): void {
  if (count > MAX_LOOPED) target.set(source.subarray(begin, begin + count), at)
  else for (let i = 0; i < count; i++) target[at + i] = source[begin + i] ?? 0
}
