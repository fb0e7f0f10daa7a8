// The part of WebAssembly's interface that is used here; TypeScript declares it only together with a browser's.
declare namespace WebAssembly {
  interface Memory {
    /** Of a shared memory a SharedArrayBuffer. */
    readonly buffer: ArrayBuffer
    /** Adds pages of 64 KiB; returns how many there were before. Throws RangeError where there is no room. */
    grow(pages: number): number
  }
  interface Module {}
  interface Instance {
    readonly exports: Readonly<Record<string, Memory | ((...parameters: readonly number[]) => void)>>
  }
  var Memory: { new (descriptor: { initial: number; maximum?: number; shared?: boolean }): Memory }
  var Module: { new (code: Uint8Array): Module }
  var Instance: { new (module: Module, imports: Record<string, Record<string, unknown>>): Instance }
  function validate(code: Uint8Array): boolean
}
