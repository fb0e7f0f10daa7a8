import protobuf from 'protobufjs'

/** The part of ONNX's messages (onnx.proto, IR version 8) that our graphs need; names as in ONNX, in camel case. */
export interface ModelProto {
  readonly irVersion: number
  readonly producerName: string
  readonly graph: GraphProto
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[]
}

export interface GraphProto {
  readonly name: string
  readonly node: readonly NodeProto[]
  readonly initializer: readonly TensorProto[]
  readonly input: readonly ValueInfoProto[]
  readonly output: readonly ValueInfoProto[]
}

export interface NodeProto {
  readonly name: string
  readonly opType: string
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly attribute: readonly AttributeProto[]
}

export type AttributeProto = { readonly name: string } & (
  | { readonly type: 1; readonly f: number }
  | { readonly type: 2; readonly i: number }
  | { readonly type: 5; readonly g: GraphProto }
  | { readonly type: 7; readonly ints: readonly number[] }
)

export interface TensorProto {
  readonly name: string
  readonly dataType: number
  readonly dims: readonly number[]
  /** Little-endian. */
  readonly rawData?: Uint8Array
  /** `location`, `offset`, `length` of a tensor that lies in a file of its own. */
  readonly externalData?: readonly StringEntry[]
  /** 1 where `externalData` is given. */
  readonly dataLocation?: number
}

export interface ValueInfoProto {
  readonly name: string
  readonly type: { readonly tensorType: { readonly elemType: number; readonly shape: ShapeProto } }
}

export interface ShapeProto {
  readonly dim: readonly ({ readonly dimValue: number } | { readonly dimParam: string })[]
}

export interface StringEntry {
  readonly key: string
  readonly value: string
}

const one = (type: string, id: number) => ({ type, id })
const many = (type: string, id: number) => ({ rule: 'repeated', type, id, options: { packed: false } })

const messages = protobuf.Root.fromJSON({
  nested: {
    StringEntry: { fields: { key: one('string', 1), value: one('string', 2) } },
    OperatorSetId: { fields: { domain: one('string', 1), version: one('int64', 2) } },
    ModelProto: {
      fields: {
        irVersion: one('int64', 1),
        producerName: one('string', 2),
        graph: one('GraphProto', 7),
        opsetImport: many('OperatorSetId', 8),
      },
    },
    GraphProto: {
      fields: {
        node: many('NodeProto', 1),
        name: one('string', 2),
        initializer: many('TensorProto', 5),
        input: many('ValueInfoProto', 11),
        output: many('ValueInfoProto', 12),
      },
    },
    NodeProto: {
      fields: {
        input: many('string', 1),
        output: many('string', 2),
        name: one('string', 3),
        opType: one('string', 4),
        attribute: many('AttributeProto', 5),
      },
    },
    AttributeProto: {
      fields: {
        name: one('string', 1),
        f: one('float', 2),
        i: one('int64', 3),
        g: one('GraphProto', 6),
        ints: many('int64', 8),
        type: one('int32', 20),
      },
    },
    TensorProto: {
      fields: {
        dims: many('int64', 1),
        dataType: one('int32', 2),
        name: one('string', 8),
        rawData: one('bytes', 9),
        externalData: many('StringEntry', 13),
        dataLocation: one('int32', 14),
      },
    },
    ValueInfoProto: { fields: { name: one('string', 1), type: one('TypeProto', 2) } },
    TypeProto: { fields: { tensorType: one('TensorTypeProto', 1) } },
    TensorTypeProto: { fields: { elemType: one('int32', 1), shape: one('ShapeProto', 2) } },
    ShapeProto: { fields: { dim: many('DimensionProto', 1) } },
    DimensionProto: {
      oneofs: { value: { oneof: ['dimValue', 'dimParam'] } },
      fields: { dimValue: one('int64', 1), dimParam: one('string', 2) },
    },
  },
})

const modelType = messages.lookupType('ModelProto')

/** The bytes of a model; the same model gives the same bytes. */
export function encodeModel(model: ModelProto): Uint8Array {
  return Uint8Array.from(modelType.encode(model).finish())
}
