import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { addRequestFlags, requestOf } from '../../../src/cli/request-flags.js'
import { formatCommand, formatShellCommand, type RequestValues } from '../../../src/dashboard/jobs/format-command.js'
import { useCases, type UseCaseName } from '../../../src/workspace/use-cases.js'

const TRAINING = { features: 'F2cond20', target: 'T10up5low30min' }
const TRAIN = 'npx followupward train --features F2cond20 --target T10up5low30min'

/** Requests whose commands mean the same again. */
const REQUESTS: readonly (readonly [UseCaseName, RequestValues, string])[] = [
  ['data.list', {}, 'npx followupward data'],
  [
    'data.list',
    { bases: ['btc', 'eth'], asOf: '2024-01-01' },
    'npx followupward data --base btc,eth --as-of 2024-01-01',
  ],
  ['train', TRAINING, TRAIN],
  ['train', { ...TRAINING, params: { l1: 24, dropout: 0.2 }, seed: 7 }, `${TRAIN} --params l1=24,dropout=0.2 --seed 7`],
  ['train', { ...TRAINING, learningRate: 3e-4, overwrite: true }, `${TRAIN} --overwrite --learning-rate 0.0003`],
  [
    'train',
    { ...TRAINING, sets: { test: [['2024-01-01', '2024-01-02']] } },
    `${TRAIN} --sets {"test":[["2024-01-01","2024-01-02"]]}`,
  ],
  ['trade', { classifier: 'net', speed: 60, buy: 0.5 }, 'npx followupward trade --classifier net --speed 60 --buy 0.5'],
  ['trade', { classifier: 'net', speed: 'stepped' }, 'npx followupward trade --classifier net --speed stepped'],
  ['data.import', { files: ['/a.csv', '/--b'], conflict: 'new' }, 'npx followupward import /a.csv /--b --conflict new'],
  ['init', {}, 'npx followupward init'],
]

describe('the command of a request', () => {
  test.each(REQUESTS)('%s %j', (useCase, request, expected) => {
    const text = formatCommand(useCase, request)
    expect(text.replaceAll("'", '')).toBe(expected)
    const { schema } = useCases[useCase]
    const command = new Command().exitOverride()
    addRequestFlags(command, schema)
    command.parse(expected.split(' ').slice(3), { from: 'user' })
    expect(requestOf(schema, { args: command.processedArgs, options: command.opts(), cwd: '/' })).toEqual(request)
  })

  test('leaves out what is the default, and takes no argument for an option', () => {
    expect(formatCommand('train', { ...TRAINING, net: 'MLP', epochs: 50, common: false, bases: [] })).toBe(TRAIN)
    expect(formatCommand('data.import', { files: ['--live', 'a b.csv'] })).toBe(
      "npx followupward import -- --live 'a b.csv'",
    )
  })

  test('is quoted for a shell', () => {
    expect(formatShellCommand(['data', '--base', 'btc eth', "it's", 'a,b=1'])).toBe(
      `npx followupward data --base 'btc eth' 'it'\\''s' a,b=1`,
    )
  })
})
