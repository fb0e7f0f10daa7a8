import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { addRequestFlags, requestOf } from '../../../src/cli/request-flags.js'
import { commandText, shellCommand, type RequestValues } from '../../../src/dashboard/jobs/command-text.js'
import { useCases, type UseCaseName } from '../../../src/workspace/use-cases.js'

/** Requests whose commands mean the same again. */
const REQUESTS: readonly (readonly [UseCaseName, RequestValues, string])[] = [
  ['data.list', {}, 'npx followupward data'],
  [
    'data.list',
    { bases: ['btc', 'eth'], asOf: '2024-01-01' },
    'npx followupward data --base btc,eth --as-of 2024-01-01',
  ],
]

describe('the command of a request', () => {
  test.each(REQUESTS)('%s %j', (useCase, request, expected) => {
    const text = commandText(useCase, request)
    expect(text).toBe(expected)
    const { schema } = useCases[useCase]
    const command = new Command().exitOverride()
    addRequestFlags(command, schema)
    command.parse(text.split(' ').slice(3), { from: 'user' })
    expect(requestOf(schema, { args: command.processedArgs, options: command.opts(), cwd: '/' })).toEqual(request)
  })

  test('is quoted for a shell', () => {
    expect(shellCommand(['data', '--base', 'btc eth', "it's", 'a,b=1'])).toBe(
      `npx followupward data --base 'btc eth' 'it'\\''s' a,b=1`,
    )
  })
})
