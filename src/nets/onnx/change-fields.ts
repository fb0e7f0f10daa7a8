import { encodeBytesField, parseFields, type WireField } from './wire.js'

/** How a field of a message becomes another one; undefined leaves it out. */
export type Change = (field: WireField) => Uint8Array | undefined

/** A message with some of its fields changed, by their numbers; the others stay as they are, to the byte. */
export function changed(message: Uint8Array, changes: Readonly<Record<number, Change>>): Uint8Array {
  return Buffer.concat(
    parseFields(message).flatMap((field) => {
      const change = changes[field.number]
      return (change ? change(field) : field.whole) ?? []
    }),
  )
}

/** The change of a field that is a message itself. */
export function inside(change: (message: Uint8Array) => Uint8Array): Change {
  return ({ number, body }) => encodeBytesField(number, change(body))
}
