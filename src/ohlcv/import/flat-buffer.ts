/** A table of a FlatBuffer. Reading beyond the bytes throws RangeError. */
export interface FlatTable {
  /** The place of a field's value, by the field's number; undefined where it is absent. */
  place(field: number): number | undefined
  table(field: number): FlatTable | undefined
  /** The places of the elements of `size` bytes each; none where the field is absent. */
  elements(field: number, size: number): number[]
  /** Of a list of tables. */
  tables(field: number): FlatTable[]
  long(field: number): number
  byte(field: number): number
}

/** No message of a candle file has a longer list. */
const MAX_ELEMENTS = 1_000_000

/** The root table of a buffer. */
export function flatRoot(view: DataView): FlatTable {
  return flatTable(view, view.getUint32(0, true))
}

function flatTable(view: DataView, at: number): FlatTable {
  const offsets = at - view.getInt32(at, true)
  const bytes = view.getUint16(offsets, true)
  const place = (field: number): number | undefined => {
    const slot = 4 + 2 * field
    const offset = slot < bytes ? view.getUint16(offsets + slot, true) : 0
    return offset === 0 ? undefined : at + offset
  }
  const follow = (from: number): number => from + view.getUint32(from, true)
  const elements = (field: number, size: number): number[] => {
    const from = place(field)
    if (from === undefined) return []
    const list = follow(from)
    const count = view.getUint32(list, true)
    if (count > MAX_ELEMENTS || list + 4 + count * size > view.byteLength) {
      throw new RangeError(`a list of ${count} goes beyond its message`)
    }
    return Array.from({ length: count }, (_, index) => list + 4 + index * size)
  }
  return {
    place,
    elements,
    table: (field) => {
      const from = place(field)
      return from === undefined ? undefined : flatTable(view, follow(from))
    },
    tables: (field) => elements(field, 4).map((from) => flatTable(view, follow(from))),
    long: (field) => {
      const from = place(field)
      return from === undefined ? 0 : Number(view.getBigInt64(from, true))
    },
    byte: (field) => {
      const from = place(field)
      return from === undefined ? 0 : view.getUint8(from)
    },
  }
}
