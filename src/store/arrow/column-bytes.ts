import type { Column } from '../../core/frame.js'

/** A column as it lies in a file: a column of a frame, or the time stamps that other readers need. */
export type StoredColumn = Column | BigInt64Array

/** Returns the bytes of a column without copying them. */
export function bytesOfColumn(values: StoredColumn): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
