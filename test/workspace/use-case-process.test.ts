import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { toSimulatedMarket } from '../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { parseProcessMessage, type ProcessMessage } from '../../src/workspace/process-messages.js'
import { candlesFrom } from '../support/candles-from.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const SCRIPT = fileURLToPath(new URL('../../dist/workspace/use-case-process.js', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly messages: readonly (ProcessMessage | undefined)[]
  readonly stderr: string
}

/** Code that runs as soon as the process has read its document. */
const whenAsked = (code: string): string => `
  const parse = JSON.parse
  JSON.parse = (...args) => {
    if (String(args[0]).startsWith('{"useCase"')) { ${code} }
    return parse(...args)
  }`

/** Runs the process with a document on its standard input, and the code of a definition inside it. */
async function runProcess(folder: string, input: string, definition?: string): Promise<Ended> {
  const file = join(folder, 'definition.mjs')
  if (definition !== undefined) await writeFile(file, whenAsked(definition))
  const args = definition === undefined ? [SCRIPT] : ['--import', file, SCRIPT]
  const child = spawn(process.execPath, args, { stdio: 'pipe' })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()))
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
  child.stdin.end(input)
  await once(child, 'close')
  const lines = stdout.split('\n').filter((line) => line !== '')
  return { code: child.exitCode, messages: lines.map(parseProcessMessage), stderr }
}

const list = (workspace: string, request: object = {}): string =>
  JSON.stringify({ useCase: 'data.list', workspace, request })

async function folderWithCandles(): Promise<string> {
  const folder = await temporaryFolder()
  const market = toSimulatedMarket('one', 'USDT')
  await openCandleStore(join(folder, 'data')).merge(market, candlesFrom(Date.UTC(2024, 0, 1), 100))
  return folder
}

const containing = (text: string): unknown => expect.stringContaining(text)
const listed: unknown = [{ result: { markets: [{ base: 'one' }] } }]

describe('the process of a use case', () => {
  test('answers with the result as JSON', async () => {
    const folder = await folderWithCandles()
    const { code, messages } = await runProcess(folder, list(folder, { bases: ['one'] }))
    expect({ code, messages }).toMatchObject({ code: 0, messages: listed })
  })

  test('writes a result that is large into a file instead', async () => {
    const folder = await folderWithCandles()
    const resultFile = join(folder, 'results', 'list.json')
    const document = { useCase: 'data.list', workspace: folder, request: {}, resultFile }
    const { code, messages } = await runProcess(folder, JSON.stringify(document))
    expect({ code, messages }).toEqual({ code: 0, messages: [{ result: null }] })
    expect(JSON.parse(await readFile(resultFile, 'utf8'))).toMatchObject({ markets: [{ base: 'one' }] })
  })

  test('lays the settings of the document over those of the folder', async () => {
    const folder = await folderWithCandles()
    const document = { useCase: 'data.list', workspace: folder, request: {}, config: { data: './elsewhere' } }
    const { messages } = await runProcess(folder, JSON.stringify(document))
    expect(messages).toEqual([{ result: { markets: [] } }])
    const wrong = await runProcess(folder, JSON.stringify({ ...document, config: { date: './elsewhere' } }))
    expect(wrong).toMatchObject({ code: 2, messages: [{ error: { message: containing('date') } }] })
  })

  test.each([
    [{ bases: ['two'] }, 'no candles of base two; there are: one', []],
    [{ bases: 'one' }, 'bases is one: expected array', ['bases']],
    [{ base: ['one'] }, 'there is no option base; allowed are bases, asOf', []],
  ])('tells in one line what is wrong with %j', async (request, message, keys) => {
    const folder = await folderWithCandles()
    const { code, messages } = await runProcess(folder, list(folder, request))
    expect({ code, messages }).toEqual({ code: 1, messages: [{ error: { message, keys } }] })
  })

  test('refuses what is no document, and use cases that there are not', async () => {
    const folder = await temporaryFolder()
    expect((await runProcess(folder, '{"useCase":"data.list"}')).code).toBe(2)
    expect(await runProcess(folder, 'data')).toMatchObject({ code: 2, messages: [{ error: { keys: [] } }] })
    const unknown = await runProcess(folder, JSON.stringify({ useCase: 'toString', workspace: folder }))
    expect(unknown.code).toBe(1)
    expect(unknown.messages).toEqual([
      { error: { message: containing('there is no use case toString; there are'), keys: [] } },
    ])
  })

  test('keeps what a definition prints apart from its messages', async () => {
    const folder = await folderWithCandles()
    const definition = `console.log('mine'); process.stdout.write('{"result":7}')`
    const { code, messages, stderr } = await runProcess(folder, list(folder), definition)
    expect({ code, messages, stderr }).toMatchObject({ code: 0, messages: listed, stderr: 'mine\n{"result":7}' })
  })

  test.each([
    ['calls process.exit', 'process.exit(0)', 'look for process.exit in your definitions'],
    ['throws where nobody listens', `setImmediate(() => { throw new Error('lost') })`, 'unexpected: lost'],
    ['rejects where nobody listens', `Promise.reject(new Error('lost'))`, 'unexpected: lost'],
  ])('does not look like a success where a definition %s', async (_, definition, message) => {
    const folder = await folderWithCandles()
    const { code, messages } = await runProcess(folder, list(folder), definition)
    expect({ code, messages }).toEqual({
      code: 1,
      messages: [{ error: { message: containing(message), keys: [] } }],
    })
  })

  test('ends at once with 130 when it is asked to stop for the second time', async () => {
    const folder = await folderWithCandles()
    const definition = `process.emit('SIGINT'); process.emit('SIGTERM')`
    const { code, messages } = await runProcess(folder, list(folder), definition)
    expect({ code, messages }).toEqual({ code: 130, messages: [] })
  })
})
