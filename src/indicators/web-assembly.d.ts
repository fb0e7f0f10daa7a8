// The part of WebAssembly's interface that is used here; TypeScript declares it only together with a browser's.
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
  interface Module {}
  interface Instance {
    readonly exports: Readonly<Record<string, Memory | ((...parameters: readonly number[]) => void)>>
  }
  var Memory: { new (descriptor: { initial: number }): Memory }
  var Module: { new (code: Uint8Array): Module }
  var Instance: { new (module: Module, imports: Record<string, Record<string, unknown>>): Instance }
  function validate(code: Uint8Array): boolean
}
