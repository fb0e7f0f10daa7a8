import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fieldLabel, fieldText, parseFieldText } from '../../src/config/field-text.js'
import { fields, fieldsOf, type Field } from '../../src/config/fields.js'

const help = { help: 'a field' }
const schema = z.strictObject({
  epochs: z.int().register(fields, help),
  rate: z.number().register(fields, help),
  overwrite: z.boolean().register(fields, help),
  bases: z.array(z.string()).register(fields, help),
  lags: z.array(z.int()).register(fields, help),
  files: z.array(z.string()).register(fields, { ...help, meaning: 'path' }),
  params: z.record(z.string(), z.number()).register(fields, help),
  columns: z.record(z.string(), z.string()).register(fields, help),
  speed: z.union([z.literal('stepped'), z.number()]).register(fields, help),
  sets: z.union([z.string(), z.strictObject({ test: z.string() })]).register(fields, { ...help, meaning: 'path' }),
  scaler: z.enum(['robust', 'standard']).register(fields, help),
})

function fieldOf(key: string): Field {
  const field = fieldsOf(schema).find((one) => one.key === key)
  if (!field) throw new Error(`no field ${key}`)
  return field
}

describe('the text of a field', () => {
  test.each([
    ['epochs', '12', 12],
    ['rate', '3e-4', 0.0003],
    ['overwrite', 'true', true],
    ['bases', 'btc, eth', ['btc', 'eth']],
    ['lags', '1,2', [1, 2]],
    ['files', 'a b.csv\n c,d.csv ', ['a b.csv', 'c,d.csv']],
    ['params', 'l1=24, dropout=.2', { l1: 24, dropout: 0.2 }],
    ['columns', 'time=date', { time: 'date' }],
    ['speed', '60', 60],
    ['speed', 'stepped', 'stepped'],
    ['sets', 'my sets.csv', 'my sets.csv'],
    ['sets', '{"test":"2024"}', { test: '2024' }],
    ['scaler', 'none of them', 'none of them'],
  ])('of %s: %s', (key, text, value) => {
    expect(parseFieldText(fieldOf(key), text)).toEqual(value)
  })

  test.each([
    ['epochs', '1.5', 'epochs is 1.5: expected a whole number'],
    ['rate', 'fast', 'rate is fast: expected a number'],
    ['overwrite', 'yes', 'overwrite is yes: expected true or false'],
    ['lags', '1,b', 'lags is b: expected a whole number'],
    ['params', 'l1', 'params has l1: expected name=number'],
    ['params', 'l1=a', 'params has l1=a: expected name=number'],
    ['columns', 'a=b,a=c', 'columns has a twice; give it once'],
    ['sets', '{"test"', 'sets is {"test": expected JSON'],
  ])('of %s is refused as %s', (key, text, message) => {
    expect(() => parseFieldText(fieldOf(key), text)).toThrow(message)
  })

  test.each([
    ['bases', ['btc', 'eth'], 'btc,eth'],
    ['params', { l1: 24, dropout: 0.2 }, 'l1=24,dropout=0.2'],
    ['rate', 0.5, '0.5'],
    ['sets', { test: '2024' }, '{"test":"2024"}'],
    ['scaler', 'robust', 'robust'],
  ])('that means a value of %s', (key, value, text) => {
    expect(fieldText(fieldOf(key), value)).toBe(text)
  })

  test('has a label made from the key', () => {
    expect(['batchSize', 'seed', 'l1'].map(fieldLabel)).toEqual(['Batch size', 'Seed', 'L1'])
  })
})
