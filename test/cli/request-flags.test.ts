import { resolve } from 'node:path'
import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { addRequestFlags, flagOfKey, requestOf } from '../../src/cli/request-flags.js'
import { fields } from '../../src/config/fields.js'
import { RequestError } from '../../src/core/request-error.js'

const schema = z.strictObject({
  id: z.string().register(fields, { help: 'definition', isArgument: true, placeholder: 'id' }),
  bases: z.array(z.string()).optional().register(fields, { help: 'bases', otherwise: 'all', flag: 'base' }),
  candles: z.array(z.string()).optional().register(fields, { help: 'files', meaning: 'path', placeholder: 'file' }),
  batchSize: z.int().min(1).default(32).register(fields, { help: 'rows in one step', unit: 'rows' }),
  learningRate: z.number().optional().register(fields, { help: 'of a step', group: 'How it learns' }),
  classWeights: z.record(z.string(), z.number()).optional().register(fields, { help: 'factors' }),
  overwrite: z.boolean().default(false).register(fields, { help: 'replace' }),
  shuffle: z.boolean().default(true).register(fields, { help: 'another order' }),
  kind: z.enum(['a', 'b']).default('a').register(fields, { help: 'kind' }),
  speed: z
    .union([z.literal('stepped'), z.number()])
    .default(1)
    .register(fields, { help: 'of a replay', otherwise: 'real time' }),
  amount: z.union([z.string(), z.number()]).optional().register(fields, { help: 'of money' }),
  sets: z
    .union([z.string(), z.strictObject({})])
    .optional()
    .register(fields, { help: 'file', meaning: 'path' }),
})

function parsed(...argv: string[]): Record<string, unknown> {
  const command = new Command('test').exitOverride().configureOutput({ writeErr: () => {} })
  addRequestFlags(command, schema)
  command.parse(argv, { from: 'user' })
  return requestOf(schema, { args: command.processedArgs, options: command.opts(), cwd: '/here' })
}

describe('the command line of a request', () => {
  test('what holds unless it is taken back has an option that says so', () => {
    const command = new Command('test')
    addRequestFlags(command, schema)
    const option = command.options.find(({ long }) => long === '--no-shuffle')
    expect(option?.description).toBe('without another order')
  })

  test('what is not given is left out', () => {
    expect(parsed('F2')).toEqual({ id: 'F2' })
  })

  test('texts become values by the type of the field', () => {
    const argv = ['F2', '--base', 'fil,near', '--base', 'btc', '--batch-size', '64', '--learning-rate', '1e-3']
    expect(parsed(...argv, '--class-weights', 'hold=1,buy=2.5', '--overwrite', '--no-shuffle', '--kind', 'b')).toEqual({
      id: 'F2',
      bases: ['fil', 'near', 'btc'],
      batchSize: 64,
      learningRate: 0.001,
      classWeights: { hold: 1, buy: 2.5 },
      overwrite: true,
      shuffle: false,
      kind: 'b',
    })
  })

  test('a choice between a text and a number is either; an amount that may be text stays text', () => {
    expect(parsed('F2', '--speed', 'stepped', '--amount', '0.10')).toEqual({
      id: 'F2',
      speed: 'stepped',
      amount: '0.10',
    })
    expect(parsed('F2', '--speed', '60')).toEqual({ id: 'F2', speed: 60 })
  })

  test('paths are those of the folder that the command was typed in', () => {
    expect(parsed('F2', '--candles', 'a.csv', '--candles', 'btc=b.csv', '--sets', 'x.csv')).toMatchObject({
      candles: [resolve('/here/a.csv'), `btc=${resolve('/here/b.csv')}`],
      sets: resolve('/here/x.csv'),
    })
  })

  test.each([
    [['--batch-size', 'many'], 'batchSize is many: expected a whole number'],
    [['--batch-size', '1.5'], 'batchSize is 1.5: expected a whole number'],
    [['--learning-rate', '0x10'], 'learningRate is 0x10: expected a number'],
    [['--class-weights', 'hold'], 'classWeights has hold: expected name=number'],
    [['--class-weights', 'hold=1,hold=2'], 'classWeights has hold twice; give it once'],
  ])('%j is refused', (argv, message) => {
    expect(() => parsed('F2', ...argv)).toThrow(new RequestError(message))
  })

  test('help is made from the schema', () => {
    const command = new Command('test')
    addRequestFlags(command, schema)
    const help = command.helpInformation().replaceAll(/\s+/g, ' ')
    expect(help).toContain('--base <names> bases (default: all)')
    expect(help).toContain('--batch-size <rows> rows in one step (default: 32)')
    expect(help).toContain('--kind <kind> kind: a, b (default: a)')
    expect(help).toContain('How it learns: --learning-rate <number> of a step')
    expect(help).toContain('--no-shuffle')
  })

  test('keys are called as their options', () => {
    expect(['bases', 'batchSize', 'id', 'other'].map(flagOfKey(schema))).toEqual([
      '--base',
      '--batch-size',
      '<id>',
      '--other',
    ])
  })
})
