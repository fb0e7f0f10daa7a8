const PAGE = 65_536

/** Functions compiled to WebAssembly, and the memory they work in. */
export interface Kernel {
  /** The memory with room for at least `bytes`. Growing makes views made before it empty. */
  readonly memory: (bytes: number) => ArrayBuffer
  readonly call: (name: string, ...parameters: readonly number[]) => void
}

/** Makes a kernel of its base64 code; undefined where this machine cannot run it, for want of SIMD. */
export function loadKernel(base64: string): Kernel | undefined {
  const code = Buffer.from(base64, 'base64')
  if (!WebAssembly.validate(code)) return undefined
  const memory = new WebAssembly.Memory({ initial: 1 })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } })
  return {
    memory: (bytes) => {
      const missing = bytes - memory.buffer.byteLength
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
      return memory.buffer
    },
    call: (name, ...parameters) => {
      const found = exports[name]
      if (typeof found !== 'function') throw new TypeError(`the kernel has no function ${name}`)
      found(...parameters)
    },
  }
}
