/**
 * Protocol buffers field by field: what is not understood stays as it is, to the byte. A model of another program can have any
 * field of any version of ONNX, and none may be lost.
 */
export interface WireField {
  readonly number: number
  /** The field as it lies in the message, key and length included. */
  readonly whole: Uint8Array
  /** What it holds: a varint's bytes, 4 or 8 bytes, or those of a string, bytes or message. */
  readonly body: Uint8Array
  readonly kind: 'varint' | 'fixed' | 'bytes'
}

/** The fields of a message in their order. Throws RangeError where the bytes are not a message, or cut short. */
export function parseFields(message: Uint8Array): WireField[] {
  const fields: WireField[] = []
  for (let at = 0; at < message.length;) {
    const key = varintAt(message, at)
    const number = Math.floor(key.value / 8)
    const { from, to, kind } = bodyAt(message, key.end, key.value % 8)
    if (number < 1 || to > message.length) throw new RangeError(`not a message at byte ${at}`)
    fields.push({ number, whole: message.subarray(at, to), body: message.subarray(from, to), kind })
    at = to
  }
  return fields
}

function bodyAt(message: Uint8Array, at: number, wire: number): { from: number; to: number; kind: WireField['kind'] } {
  switch (wire) {
    case 0:
      return { from: at, to: varintAt(message, at).end, kind: 'varint' }
    case 1:
      return { from: at, to: at + 8, kind: 'fixed' }
    case 2: {
      const length = varintAt(message, at)
      return { from: length.end, to: length.end + length.value, kind: 'bytes' }
    }
    case 5:
      return { from: at, to: at + 4, kind: 'fixed' }
    default:
      throw new RangeError(`wire type ${wire} at byte ${at}`)
  }
}

/** A varint and the byte after it. Of one beyond 2^53, such as a negative number, only the end is exact. */
function varintAt(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) throw new RangeError(`cut short at byte ${at}`)
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, end: at + i + 1 }
  }
  throw new RangeError(`not a varint at byte ${at}`)
}

/** A field of bytes, text or a message. */
export function encodeBytesField(number: number, content: Uint8Array | string): Uint8Array {
  const body = typeof content === 'string' ? Buffer.from(content) : content
  return Buffer.concat([varint(number * 8 + 2), varint(body.length), body])
}

export function encodeVarintField(number: number, value: number): Uint8Array {
  return Buffer.concat([varint(number * 8), varint(value)])
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return Uint8Array.of(...bytes, rest)
}

/** The bodies of a field that may be repeated. */
export function fieldBodies(fields: readonly WireField[], number: number): Uint8Array[] {
  return fields.filter((field) => field.number === number).map(({ body }) => body)
}

/** Text of a field; empty where it is absent. */
export function fieldText(fields: readonly WireField[], number: number): string {
  return Buffer.from(fieldBodies(fields, number).at(-1) ?? new Uint8Array()).toString('utf8')
}

/** Whole number of a field; 0 where it is absent. */
export function fieldInteger(fields: readonly WireField[], number: number): number {
  return fieldIntegers(fields, number).at(-1) ?? 0
}

/** Whole numbers of a repeated field, packed or not. */
export function fieldIntegers(fields: readonly WireField[], number: number): number[] {
  return fieldBodies(fields, number).flatMap((body) => {
    const values: number[] = []
    for (let at = 0; at < body.length;) {
      const { end } = varintAt(body, at)
      values.push(signed(body.subarray(at, end)))
      at = end
    }
    return values
  })
}

/** Negative numbers are stored as their two's complement in 64 bits. */
function signed(bytes: Uint8Array): number {
  let value = 0n
  for (const [i, byte] of bytes.entries()) value |= BigInt(byte & 0x7f) << BigInt(7 * i)
  return Number(BigInt.asIntN(64, value))
}

/** How a field of a message becomes another one; undefined leaves it out. */
export type FieldChange = (field: WireField) => Uint8Array | undefined

/** A message with some of its fields changed, by their numbers; the others stay as they are, to the byte. */
export function changeFields(message: Uint8Array, changes: Readonly<Record<number, FieldChange>>): Uint8Array {
  return Buffer.concat(
    parseFields(message).flatMap((field) => {
      const change = changes[field.number]
      return (change ? change(field) : field.whole) ?? []
    }),
  )
}

/** The change of a field that is a message itself. */
export function changeNested(change: (message: Uint8Array) => Uint8Array): FieldChange {
  return ({ number, body }) => encodeBytesField(number, change(body))
}
