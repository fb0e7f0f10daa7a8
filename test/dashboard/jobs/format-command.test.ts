import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { commands } from '../../../src/cli/commands.js'
import { addRequestFlags, requestOf } from '../../../src/cli/request-flags.js'
import { formatCommand, formatShellCommand, type RequestValues } from '../../../src/dashboard/jobs/format-command.js'
import { useCases, type UseCaseName } from '../../../src/workspace/use-cases.js'
import { fakeIo } from '../../support/fake-io.js'

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
  ['classifiers.list', {}, 'npx followupward classifiers list'],
  ['classifiers.rename', { name: 'net', to: 'old' }, 'npx followupward classifiers rename net old'],
  ['exchange.scenarios', {}, 'npx followupward exchange --scenarios'],
  ['data.follow', { bases: ['btc'], poll: true }, 'npx followupward update-history --follow --base btc --poll'],
]

describe('the command of a request', () => {
  test.each(REQUESTS)('%s %j', (useCase, request, expected) => {
    const text = formatCommand(useCase, request)
    expect(text.replaceAll("'", '')).toBe(expected)
    const { schema, command: words = useCase, commandFlag } = useCases[useCase]
    const command = new Command().exitOverride()
    addRequestFlags(command, schema)
    if (commandFlag !== undefined) command.option(`--${commandFlag}`)
    command.parse(expected.split(' ').slice(2 + words.split(' ').length), { from: 'user' })
    expect(requestOf(schema, { args: command.processedArgs, options: command.opts(), cwd: '/' })).toEqual(request)
  })

  test.each(Object.values(useCases).filter(({ command }) => command !== undefined))(
    '$command is a command that there is',
    async ({ command: words = '', commandFlag }) => {
      const [name, ...more] = words.split(' ')
      const command = new Command(name)
      const module = await commands.find((one) => one.name === name)?.load()
      module?.default.configure(command, fakeIo('/'))
      const known = [...command.commands.map((one) => one.name()), ...command.options.map((one) => one.name())]
      expect(known).not.toEqual([])
      expect(known).toEqual(expect.arrayContaining(commandFlag === undefined ? more : [...more, commandFlag]))
    },
  )

  test('of what is known of the candles of a base names it without an option', () => {
    expect(formatCommand('data.quality', { base: 'btc', asOf: '2024-01-01' })).toBe(
      'npx followupward data btc --as-of 2024-01-01',
    )
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
