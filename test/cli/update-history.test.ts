import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { MINUTE } from '../../src/core/time.js'
import { startSimulatedExchange } from '../../src/exchange/simulated/simulated-exchange.js'
import { candlesFrom } from '../support/candles-from.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const START = Date.UTC(2023, 7, 31, 18)

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

/** An exchange whose replay begins after 100 minutes and ends after 105, and a workspace that uses it. */
async function serve(bases = 'abc'): Promise<void> {
  const server = await startSimulatedExchange({
    candles: new Map([['ABC/USDT', candlesFrom(START, 200)]]),
    balances: {},
    range: { from: START + 100 * MINUTE, to: START + 105 * MINUTE },
  })
  onTestFinished(() => server.close())
  await writeFile(
    join(folder, 'followupward.yaml'),
    `exchange: { id: binance, url: '${server.url}' }\nbases: [${bases}]\n`,
  )
}

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo(folder)
  const code = await run(['update-history', ...args], io)
  return { code, out: io.stdout(), err: io.stderr() }
}

test('a line for each base, and one for each definition', async () => {
  await serve()
  const { code, out } = await command('--features', 'F2cond20', '--targets', 'T10up5low30min')
  expect(code).toBe(0)
  expect(out).toBe(
    `abc (binance/spot/ABC-USDT/1m): until 2023-08-31T19:40Z, 100 candles new
  F2cond20: needs 14400 candles, there are 100
  T10up5low30min: 99 rows computed
`,
  )
  const json: unknown = JSON.parse((await command('--json')).out)
  expect(json).toMatchObject({
    added: 0,
    revised: 0,
    streamed: 0,
    repairs: 0,
    retries: 0,
    bases: [{ base: 'abc', symbol: 'ABC/USDT', from: START, to: START + 100 * MINUTE, added: 0, gaps: [] }],
  })
})

test('following says how, goes on to the end of a replay, and prints what came', async () => {
  await serve()
  const streamed = await command('--follow', '--json')
  expect(streamed.code).toBe(0)
  expect(streamed.err).toContain('following abc by WebSocket; Ctrl-C ends it\n')
  expect(JSON.parse(streamed.out)).toMatchObject({ added: 105, streamed: 5 })
  expect((await command('--follow', '--poll')).err).toContain('following abc by asking each minute; Ctrl-C ends it\n')
})

test('a base that is not up to date makes the command fail after its report', async () => {
  await serve('nosuch, abc')
  const { code, out, err } = await command()
  expect(code).toBe(1)
  expect(out).toMatch(
    /nosuch .*no candles[\s\S]*not up to date: binance has no spot market[\s\S]*abc .*100 candles new/,
  )
  expect(err).toContain('error: not all bases are up to date (nosuch): binance has no spot market NOSUCH/USDT')
})

test.each([
  [['--overlap', '-1'], '--overlap is -1: expected at least 0'],
  [['--parallel', 'many'], '--parallel is many: expected a whole number'],
  [['--from', 'yesterday'], '--from is yesterday'],
  [['--features', 'T10up5low30min'], '--features names T10up5low30min, which is one of the targets'],
  [[], 'there is no base to update: name some with --base btc,eth'],
])('%j is refused in one line that names the option', async (args, words) => {
  const { code, err } = await command(...args)
  expect(code).toBe(1)
  expect(err).toContain(`error: ${words}`)
})
