import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { prefixValues } from '../../../src/nets/onnx/prefix-values.js'
import { summarizeModel } from '../../../src/nets/onnx/model-summary.js'
import {
  encodeBytesField,
  fieldInteger,
  fieldIntegers,
  fieldText,
  encodeVarintField,
  parseFields,
} from '../../../src/nets/onnx/protobuf-fields.js'
import { fixtureBytes } from '../import/net-fixtures.js'

describe('fields of protocol buffers', () => {
  test('what was written is read again, field by field and as a whole', () => {
    const field = fc.oneof(
      fc.record({ number: fc.integer({ min: 1, max: 1000 }), text: fc.string() }),
      fc.record({ number: fc.integer({ min: 1, max: 1000 }), value: fc.maxSafeNat() }),
    )
    fc.assert(
      fc.property(fc.array(field), (written) => {
        const message = Buffer.concat(
          written.map((one) =>
            'text' in one ? encodeBytesField(one.number, one.text) : encodeVarintField(one.number, one.value),
          ),
        )
        const fields = parseFields(message)
        expect(Buffer.concat(fields.map(({ whole }) => whole))).toEqual(message)
        for (const [index, one] of written.entries()) {
          const found = fields.slice(index, index + 1)
          if ('text' in one) expect(fieldText(found, one.number)).toBe(one.text)
          else expect(fieldInteger(found, one.number)).toBe(one.value)
        }
      }),
    )
  })

  test('negative and packed numbers', () => {
    const minusOne = Buffer.from([0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])
    expect(fieldIntegers(parseFields(minusOne), 1)).toEqual([-1])
    expect(fieldIntegers(parseFields(Buffer.from([0x0a, 3, 5, 0x80, 0x01])), 1)).toEqual([5, 128])
  })

  test.each([[[0x0a, 5, 1]], [[0x0a]], [[0x0b]], [[0x09, 1, 2]], [[0xff]]])('%j is no message', (bytes) => {
    expect(() => parseFields(Uint8Array.from(bytes))).toThrow(RangeError)
  })

  test('a model cut short anywhere is no model, or one without something', async () => {
    const model = await fixtureBytes('sklearn-pipeline-zipmap.onnx')
    for (let length = 0; length < model.length - 40; length += 7) {
      expect(() => summarizeModel(model.subarray(0, length))).toThrow(RangeError)
    }
  })
})

test('names get a prefix in subgraphs too, what is left out stays so, and the rest stays as it is', () => {
  const tensor = Buffer.concat([encodeBytesField(8, 'w'), encodeBytesField(9, 'raw bytes w')])
  const body = Buffer.concat([
    encodeBytesField(
      1,
      Buffer.concat([
        encodeBytesField(1, 'x'),
        encodeBytesField(1, ''),
        encodeBytesField(2, 'y'),
        encodeBytesField(3, 'node'),
      ]),
    ),
    encodeBytesField(5, tensor),
  ])
  const attribute = Buffer.concat([encodeBytesField(1, 'then_branch'), encodeBytesField(6, body)])
  const graph = Buffer.concat([
    encodeBytesField(
      1,
      Buffer.concat([encodeBytesField(1, 'x'), encodeBytesField(4, 'If'), encodeBytesField(5, attribute)]),
    ),
    encodeBytesField(2, 'graph'),
    encodeBytesField(13, encodeBytesField(1, 'y')),
    encodeBytesField(99, 'of a later version'),
  ])
  const renamed = Buffer.from(prefixValues(graph, 'p/')).toString('latin1')
  for (const name of [
    'p/x',
    'p/y',
    'p/w',
    'p/node',
    'then_branch',
    'If',
    'graph',
    'raw bytes w',
    'of a later version',
  ]) {
    expect(renamed).toContain(name)
  }
  expect(renamed).not.toContain('p/graph')
  expect(renamed.match(/p\//g)).toHaveLength(5)
})
