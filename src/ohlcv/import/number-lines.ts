import { loadKernel, type Kernel } from '../../indicators/load-kernel.js'
import { KERNEL } from './candle-lines-wasm.js'
import { POWERS_OF_TEN } from './csv-scanner.js'

/** Lines that were read, one after the other: in each field that was asked for there is a plain number. */
export interface NumberLines {
  readonly count: number
  /** The place at which each of them begins; valid until the next call. */
  readonly starts: Int32Array
  /** The place behind the last one. */
  readonly end: number
  /** The values of each field that was asked for, in that order; valid until the next call. */
  readonly columns: readonly Float64Array[]
}

/** Reads lines of a buffer from a place on, as many as it likes; none where the first one is not of plain numbers. */
export type NumberLineReader = (buffer: Buffer, from: number) => NumberLines

/** What lines look like. */
export interface NumberLineLayout {
  readonly delimiter: number
  /** The fields of every line. */
  readonly fields: number
  /** Places of the fields that are to be read. */
  readonly wanted: readonly number[]
  /** Longer lines are not read. */
  readonly maxBytes: number
}

/** Text that is in the kernel's memory at once; with its numbers it stays in the processor's second cache. */
const BLOCK_BYTES = 131_072
/** What the kernel may read behind it. */
const MARGIN_BYTES = 64
const MAX_ROWS = 4096
const VALUE = Float64Array.BYTES_PER_ELEMENT
const INDEX = Int32Array.BYTES_PER_ELEMENT

// Byte offsets in the kernel's memory.
const POWERS = BLOCK_BYTES + MARGIN_BYTES
const STARTS = POWERS + POWERS_OF_TEN.length * VALUE
const RESULT = STARTS + MAX_ROWS * INDEX
const TARGETS = RESULT + 2 * INDEX

const kernel = loadKernel(KERNEL)
/** The text in the kernel's memory, which readers share. */
let loaded: { readonly buffer: Buffer; readonly from: number; readonly end: number } | undefined

/**
 * Opens a reader of lines whose wanted fields are digits with at most one point, which give the doubles that `Number` gives. A line
 * with anything else, or with another number of fields, is left to the caller. Undefined where the machine has no SIMD.
 */
export function openNumberLineReader(layout: NumberLineLayout): NumberLineReader | undefined {
  if (!kernel) return undefined
  const { parse, columnAt } = placeColumns(kernel, layout)
  return (buffer, from) => {
    let block = loaded
    if (block?.buffer !== buffer || from < block.from || from >= block.end) block = load(kernel, buffer, from)
    let [count, end] = parse(block, from)
    // A line that the block cuts off is read from the next one.
    if (count === 0 && block.from < from && block.end < buffer.length) {
      block = load(kernel, buffer, from)
      ;[count, end] = parse(block, from)
    }
    const memory = kernel.memory(0)
    const starts = new Int32Array(memory, STARTS, count)
    const { from: first } = block
    for (let row = 0; row < count; row++) starts[row] = (starts[row] ?? 0) + first
    const columns = layout.wanted.map((_, index) => new Float64Array(memory, columnAt(index), count))
    return { count, starts, end, columns }
  }
}

/** A piece of a buffer that is in the kernel's memory. */
type Block = NonNullable<typeof loaded>

function load({ memory }: Kernel, buffer: Buffer, from: number): Block {
  const end = Math.min(buffer.length, from + BLOCK_BYTES)
  new Uint8Array(memory(POWERS)).set(buffer.subarray(from, end))
  loaded = { buffer, from, end }
  return loaded
}

interface PlacedColumns {
  /** Reads lines of the block from a place on; their number, and the place behind them. */
  readonly parse: (block: Block, from: number) => [count: number, end: number]
  /** Byte offset of the column of a wanted field. */
  readonly columnAt: (index: number) => number
}

function placeColumns(
  { memory, call }: Kernel,
  { delimiter, fields, wanted, maxBytes }: NumberLineLayout,
): PlacedColumns {
  const first = Math.ceil((TARGETS + fields * INDEX) / VALUE) * VALUE
  const columnAt = (index: number): number => first + index * MAX_ROWS * VALUE
  const bytes = columnAt(wanted.length)
  const targets = Int32Array.from({ length: fields }, (_, field) => {
    const index = wanted.indexOf(field)
    return index < 0 ? 0 : columnAt(index)
  })
  return {
    columnAt,
    parse: (block, from) => {
      const buffer = memory(bytes)
      new Float64Array(buffer, POWERS, POWERS_OF_TEN.length).set(POWERS_OF_TEN)
      new Int32Array(buffer, TARGETS, fields).set(targets)
      const length = block.end - block.from
      call('parse', from - block.from, length, delimiter, fields, TARGETS, POWERS, STARTS, MAX_ROWS, maxBytes, RESULT)
      const [count = 0, end = 0] = new Int32Array(buffer, RESULT, 2)
      return [count, block.from + end]
    },
  }
}
