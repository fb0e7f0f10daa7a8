import { loadKernel, type Kernel } from '../indicators/load-kernel.js'
import { KERNEL } from './expand-lags-wasm.js'

/** One column of dense rows: the values of a stored column, each `offset` rows further down. */
export interface LaggedValues {
  readonly values: Float32Array
  readonly offset: number
}

const SINGLE = Float32Array.BYTES_PER_ELEMENT
/** Rows whose columns lie in the kernel's memory at once: few enough for the processor's second cache. */
const ROWS_AT_ONCE = 8192
/** Bytes of rows that leave the kernel's memory at once. */
const BLOCK_BYTES = 65_536
/** The kernel makes so many rows at a time. */
const LANES = 4
const ALIGNMENT = 16

const kernel = loadKernel(KERNEL)

/** Fewer rows than these in a row are not worth copying columns into the kernel's memory. */
const MIN_SUCCESSIVE_ROWS = 256

/** Writes dense rows of lagged columns into `out`, row-major. Each row has as many rows before it as the largest offset. */
export function expandValues(sources: readonly LaggedValues[], rows: Int32Array, out: Float32Array): void {
  const width = sources.length
  for (let from = 0; from < rows.length;) {
    const { end, isSuccessive } = nextStretch(rows, from)
    const part = out.subarray(from * width, end * width)
    if (kernel && isSuccessive) expandRun(kernel, sources, rows[from] ?? 0, part)
    else expandValuesPlain(sources, rows.subarray(from, end), part)
    from = end
  }
}

/** Rows that are expanded in one way: up to position `end`, and whether each is the row behind the one before. */
interface Stretch {
  readonly end: number
  readonly isSuccessive: boolean
}

/** From `from` on: many successive rows, or all shorter stretches up to the next of many. */
function nextStretch(rows: Int32Array, from: number): Stretch {
  let begin = from
  for (let end = from + 1; end <= rows.length; end++) {
    if (end < rows.length && rows[end] === (rows[end - 1] ?? 0) + 1) continue
    if (end - begin >= MIN_SUCCESSIVE_ROWS)
      return begin > from ? { end: begin, isSuccessive: false } : { end, isSuccessive: true }
    begin = end
  }
  return { end: rows.length, isSuccessive: false }
}

/** Rows that are expanded column by column together: their part of the result stays in the processor's cache meanwhile. */
const PLAIN_ROWS = 64

/** The plain loop of `expandValues`. */
export function expandValuesPlain(sources: readonly LaggedValues[], rows: Int32Array, out: Float32Array): void {
  const width = sources.length
  for (let from = 0; from < rows.length; from += PLAIN_ROWS) {
    const end = Math.min(rows.length, from + PLAIN_ROWS)
    sources.forEach(({ values, offset }, column) => {
      for (let i = from, at = from * width + column; i < end; i++, at += width) {
        out[at] = values[(rows[i] ?? 0) - offset] ?? 0
      }
    })
  }
}

/** Writes the successive rows from `first` on that `out` has room for. */
function expandRun(kernel: Kernel, sources: readonly LaggedValues[], first: number, out: Float32Array): void {
  const layout = layOut(sources)
  const { width, blockRows, places, block } = layout
  const count = out.length / width
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    const rows = Math.min(ROWS_AT_ONCE, count - from)
    putColumns(kernel, layout, first + from, rows)
    for (let row = 0; row < rows; row += blockRows) {
      const made = Math.min(blockRows, rows - row)
      kernel.call('expand', places, width, row, made, block)
      kernel.takeSingles(block, out, (from + row) * width, made * width)
    }
  }
}

/** A stored column in the kernel's memory: from `span` rows before the first one on. */
interface StoredColumn {
  readonly values: Float32Array
  readonly span: number
  /** Byte offset. */
  readonly at: number
}

/** What lies where in the kernel's memory. */
interface Layout {
  readonly width: number
  readonly stored: readonly StoredColumn[]
  /** Byte offset of each column's value in row 0. */
  readonly addresses: Int32Array
  /** Where the kernel finds these. */
  readonly places: number
  /** Where it writes rows, and how many at a time. */
  readonly block: number
  readonly blockRows: number
  readonly bytes: number
}

function layOut(sources: readonly LaggedValues[]): Layout {
  const width = sources.length
  const spans = new Map<Float32Array, number>()
  for (const { values, offset } of sources) spans.set(values, Math.max(offset, spans.get(values) ?? 0))
  let end = align(width * SINGLE)
  const stored = [...spans].map(([values, span]) => {
    const at = end
    end += align((span + ROWS_AT_ONCE + LANES) * SINGLE)
    return { values, span, at }
  })
  const starts = new Map(stored.map(({ values, span, at }) => [values, at + span * SINGLE] as const))
  const addresses = Int32Array.from(sources, ({ values, offset }) => (starts.get(values) ?? 0) - offset * SINGLE)
  const blockRows = Math.max(1, Math.floor(BLOCK_BYTES / (LANES * width * SINGLE))) * LANES
  return { width, stored, addresses, places: 0, block: end, blockRows, bytes: end + blockRows * width * SINGLE }
}

function putColumns({ memory, putSingles }: Kernel, layout: Layout, first: number, rows: number): void {
  new Int32Array(memory(layout.bytes), layout.places, layout.width).set(layout.addresses)
  for (const { values, span, at } of layout.stored) putSingles(at, values, first - span, span + rows)
}

const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
