import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fields, fieldsOf } from '../../src/config/fields.js'
import { requireRequest, resolveRequest } from '../../src/config/resolve-request.js'
import { RequestError } from '../../src/core/request-error.js'

const schema = z.strictObject({
  net: z.string().register(fields, { help: 'net' }),
  patience: z.int().min(1).default(10).register(fields, { help: 'epochs of patience', unit: 'epochs' }),
  rate: z.number().optional().register(fields, { help: 'learning rate' }),
  kind: z.enum(['a', 'b']).default('a').register(fields, { help: 'kind' }),
  bases: z.array(z.string()).optional().register(fields, { help: 'bases', flag: 'base' }),
  params: z.record(z.string(), z.number()).optional().register(fields, { help: 'parameters' }),
})

describe('resolveRequest', () => {
  test('call is laid over net over configuration over default, whatever the order, and every source is kept', () => {
    const { request, sources } = resolveRequest(schema, [
      { source: 'config', values: { patience: 3, rate: 1, kind: 'b' } },
      { source: 'call', values: { net: 'MLP', patience: 7, rate: undefined } },
      { source: 'net', values: { patience: 5, rate: 2 } },
    ])
    expect(request).toEqual({ net: 'MLP', patience: 7, rate: 2, kind: 'b' })
    expect(sources).toEqual({ net: 'call', patience: 'call', rate: 'net', kind: 'config' })
    expect(resolveRequest(schema, [{ source: 'call', values: { net: 'MLP' } }]).sources).toMatchObject({
      patience: 'default',
    })
  })

  test.each([
    [{ net: 'MLP', patience: 0 }, 'patience is 0: expected at least 1'],
    [{ net: 'MLP', patience: '7' }, 'patience is 7: expected number'],
    [{ net: 'MLP', patience: 1.5 }, 'patience is 1.5: expected a whole number'],
    [{ net: 'MLP', kind: 'c' }, 'kind is c: allowed are a, b'],
    [{ net: 'MLP', patiense: 3 }, 'there is no option patiense; allowed are net, patience, rate, kind, bases, params'],
    [{}, 'net is missing: net'],
    [{ net: 'MLP', params: { l1: 'x' } }, 'params.l1 is x: expected number'],
    [[], 'the request is []: expected an object'],
    [null, 'the request is null: expected an object'],
  ])('a request %j is refused in one line that names key, value and what is allowed', (values, message) => {
    expect(() => requireRequest(schema, values)).toThrow(new RequestError(message))
  })

  test('a value of the configuration is named as the configuration calls it', () => {
    const layers = [
      { source: 'config' as const, values: { patience: -1 }, nameOf: (key: string) => `training.${key}` },
      { source: 'call' as const, values: { net: 'MLP' } },
    ]
    expect(() => resolveRequest(schema, layers)).toThrow('training.patience is -1: expected at least 1')
  })
})

test('an error of a request shows keys as each front calls them', () => {
  const error = new RequestError('{base} and {candleFiles} exclude each other')
  expect(error.message).toBe('base and candleFiles exclude each other')
  expect(error.keys).toEqual(['base', 'candleFiles'])
  expect(error.messageFor((key) => `--${key}`)).toBe('--base and --candleFiles exclude each other')
})

test('fields are described by their schema', () => {
  expect(
    fieldsOf(schema).map(({ key, kind, isRequired, defaultValue }) => [key, kind, isRequired, defaultValue]),
  ).toEqual([
    ['net', 'text', true, undefined],
    ['patience', 'number', false, 10],
    ['rate', 'number', false, undefined],
    ['kind', 'choice', false, 'a'],
    ['bases', 'list', false, undefined],
    ['params', 'record', false, undefined],
  ])
  expect(fieldsOf(schema)[1]).toMatchObject({ isInteger: true, unit: 'epochs' })
  expect(fieldsOf(schema)[3]?.choices).toEqual(['a', 'b'])
  expect(() => fieldsOf(z.strictObject({ x: z.string() }))).toThrow('the field x has no help text')
})
