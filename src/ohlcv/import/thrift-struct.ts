/** Whole numbers and structs of a struct in Thrift's compact protocol, by the numbers of their fields; what else it has is skipped. */
export interface ThriftStruct {
  readonly integers: ReadonlyMap<number, number>
  readonly structs: ReadonlyMap<number, ThriftStruct>
  /** The place behind it. */
  readonly end: number
}

const TYPE = {
  stop: 0,
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
}
/** No header of a page is nested deeper. */
const MAX_DEPTH = 8

/** Reads the struct at `at`. Throws RangeError where it goes beyond the bytes, or is none. */
export function readThriftStruct(bytes: Uint8Array, at: number, depth = 0): ThriftStruct {
  if (depth > MAX_DEPTH) throw new RangeError('a header is nested too deep')
  const integers = new Map<number, number>()
  const structs = new Map<number, ThriftStruct>()
  let place = at
  let field = 0
  for (;;) {
    const head = byteAt(bytes, place++)
    const type = head & 15
    if (type === TYPE.stop) return { integers, structs, end: place }
    if (head >> 4 > 0) field += head >> 4
    else {
      const number = varintAt(bytes, place)
      field = unzigzag(number.value)
      place = number.end
    }
    if (type === TYPE.i16 || type === TYPE.i32 || type === TYPE.i64) {
      const { value, end } = varintAt(bytes, place)
      integers.set(field, unzigzag(value))
      place = end
    } else if (type === TYPE.struct) {
      const struct = readThriftStruct(bytes, place, depth + 1)
      structs.set(field, struct)
      place = struct.end
    } else place = skip(bytes, place, type, depth)
  }
}

/** The place behind a value that is not needed. Pages' headers have neither sets nor maps. */
function skip(bytes: Uint8Array, at: number, type: number, depth: number): number {
  if (type === TYPE.true || type === TYPE.false) return at
  if (type === TYPE.byte) return at + 1
  if (type === TYPE.double) return at + 8
  if (type === TYPE.binary) {
    const { value, end } = varintAt(bytes, at)
    return end + value
  }
  if (type !== TYPE.list) throw new RangeError(`a header has a field of type ${type}`)
  const head = byteAt(bytes, at)
  const long = head >> 4 === 15 ? varintAt(bytes, at + 1) : { value: head >> 4, end: at + 1 }
  let place = long.end
  for (let index = 0; index < long.value; index++) place = skipElement(bytes, place, head & 15, depth)
  return place
}

/** In lists a truth value takes a byte of its own. */
function skipElement(bytes: Uint8Array, at: number, type: number, depth: number): number {
  if (at >= bytes.length) throw new RangeError('a header goes beyond the file')
  if (type === TYPE.true || type === TYPE.false) return at + 1
  if (type === TYPE.struct) return readThriftStruct(bytes, at, depth + 1).end
  const isInteger = type === TYPE.i16 || type === TYPE.i32 || type === TYPE.i64
  return isInteger ? varintAt(bytes, at).end : skip(bytes, at, type, depth)
}

function varintAt(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0
  for (let index = 0; index < 10; index++) {
    const byte = byteAt(bytes, at + index)
    value += (byte & 127) * 2 ** (7 * index)
    if (byte < 128) return { value, end: at + index + 1 }
  }
  throw new RangeError('a header has a number without an end')
}

/** 0, −1, 1, −2, … */
function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw new RangeError('a header goes beyond the file')
  return byte
}
