/** Features of rows, in memory or in a file. */
export interface RowReader {
  /** Features of a row. */
  readonly width: number
  /** Whether what is read is a copy, so that one who reads much gives the same memory each time. */
  readonly copies: boolean
  /** Features of some rows, row-major; into `into` where it is given and they have to be copied. */
  read(firstRow: number, rows: number, into?: Float32Array): Float32Array
}

/** Where the features of rows are put, month by month, and changed until they are as they should be. */
export interface RowSink extends RowReader {
  writeFeatures(firstRow: number, features: Float32Array): Promise<void>
}

/** Rows in memory: what is read are views. */
export function createMemorySink(features: Float32Array, width: number): RowSink {
  return {
    width,
    copies: false,
    read: (firstRow, rows) => features.subarray(firstRow * width, (firstRow + rows) * width),
    writeFeatures: async (firstRow, values) => {
      const at = firstRow * width
      const isThere = values.buffer === features.buffer && values.byteOffset === features.byteOffset + 4 * at
      if (!isThere) features.set(values, at)
    },
  }
}
