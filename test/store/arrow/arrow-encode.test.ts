import { tableFromIPC } from 'apache-arrow'
import { expect, test } from 'vitest'
import { encodeArrowParts, encodeArrowFile, type ArrowRecordBatch } from '../../../src/store/arrow/arrow-encode.js'

const batch = (...values: readonly number[]): ArrowRecordBatch => ({
  rows: values.length,
  columns: [
    ['value', Float32Array.from(values)],
    ['base', { categories: ['fil', 'near'], codes: Uint8Array.from(values, (value) => value % 2) }],
  ],
})

test('a file of several batches holds their rows one after the other, and is made a batch at a time', () => {
  const asked: number[] = []
  function* batches(): Generator<ArrowRecordBatch> {
    for (const [index, one] of [batch(1, 2, 3), batch(), batch(4, 5)].entries()) {
      asked.push(index)
      yield one
    }
  }
  const parts = encodeArrowParts(batches(), new Map([['set', 'training']]))
  const bytes: Uint8Array[] = []
  for (let next = parts.next(); !next.done; next = parts.next()) {
    if (bytes.length === 0) expect(asked).toEqual([0])
    bytes.push(next.value)
  }
  const table = tableFromIPC(Buffer.concat(bytes))
  expect(table.schema.metadata.get('set')).toBe('training')
  expect([...(table.getChild('value') ?? [])]).toEqual([1, 2, 3, 4, 5])
  expect([...(table.getChild('base') ?? [])]).toEqual(['near', 'fil', 'near', 'fil', 'near'])
})

test('a file of one batch has the bytes of the same, and one of none cannot be', () => {
  const one = batch(7, 8)
  const whole = Buffer.concat(encodeArrowFile(one.columns, one.rows, new Map()))
  expect(Buffer.concat([...encodeArrowParts([one], new Map())])).toEqual(whole)
  expect(() => [...encodeArrowParts([], new Map())]).toThrow(/needs a batch/)
})
