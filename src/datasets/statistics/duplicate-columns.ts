import { sha256 } from '../../core/hash.js'

/** A hash of a column's bits: equal for columns that are the same in every row, and for no others. */
export function hashColumn(values: Float32Array): string {
  return sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
}

/** For each digest the first place at which the same one stands before; undefined where it is new. */
export function findDuplicateColumns(digests: readonly string[]): (number | undefined)[] {
  const first = new Map<string, number>()
  return digests.map((digest, place) => {
    const twin = first.get(digest)
    if (twin === undefined) first.set(digest, place)
    return twin
  })
}
