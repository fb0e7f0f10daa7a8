import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

async function served(io: FakeIo, ...args: readonly string[]): Promise<{ text: string; ended: Promise<number> }> {
  const ended = run(['exchange', '--port', '0', ...args], io)
  const printed = vi.waitUntil(() => io.stdout() !== '', { timeout: 20_000 })
  await Promise.race([printed, ended])
  return { text: io.stdout(), ended }
}

const answer = z.object({
  url: z.string(),
  apiKey: z.string(),
  secret: z.string(),
  symbols: z.array(z.string()),
  speed: z.literal('stepped'),
  seed: z.literal(7),
  from: z.number(),
  to: z.number(),
})

describe('followupward exchange', () => {
  test('says how to trade on it, and ends on Ctrl-C', async () => {
    const io = fakeIo(await temporaryFolder())
    const { text, ended } = await served(io, '--market', 'sinus', '--base', 'one,two', '--to', '2024-01-03')
    io.interrupt()
    expect(await ended).toBe(0)
    expect(text).toContain('ONE/USDT, TWO/USDT: made-up candles (sinus)')
    expect(text).toContain('exchange: { id: binance, url: http://127.0.0.1:')
    expect(text).toMatch(/FOLLOWUPWARD_TESTNET_SECRET=[0-9a-f]{64}\n/)
    expect(io.stderr()).toBe('the simulated exchange is closed\n')
  })

  test('reads scenarios and writes their log in the folder that it is typed in', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'followupward.yaml'), '')
    const here = await temporaryFolder()
    await writeFile(join(here, 'hostile.yaml'), 'latency: { max: 1, share: 1 }\n')
    const io = fakeIo(here)
    const made = ['--workspace', folder, '--market', 'sinus', '--to', '2024-01-02', '--seed', '7', '--speed', 'stepped']
    const hostile = ['--scenario', 'outage,ban', '--scenario', 'hostile.yaml', '--log', 'events.log', '--json']
    const balance = ['--base', 'sim,bnb', '--balance', '1000,bnb=2', '--fee-coin', 'bnb']
    const { text, ended } = await served(io, ...made, ...hostile, ...balance)
    expect(answer.parse(JSON.parse(text)).symbols).toEqual(['SIM/USDT', 'BNB/USDT'])
    io.interrupt()
    expect(await ended).toBe(0)
    expect(await readFile(join(here, 'events.log'), 'utf8')).toMatch(/^seed 7, scenarios: outage, ban, latency \{/)
  })

  test('lists the scenarios', async () => {
    const io = fakeIo(await temporaryFolder())
    expect(await run(['exchange', '--scenarios'], io)).toBe(0)
    expect(io.stdout()).toMatch(/outage +nothing is answered[^]*every:40/)
    const json = fakeIo(await temporaryFolder())
    expect(await run(['exchange', '--scenarios', '--json'], json)).toBe(0)
    expect(z.array(z.looseObject({ id: z.string() })).parse(JSON.parse(json.stdout())).length).toBeGreaterThan(10)
  })

  test.each([
    [['--speed', '0'], '--speed is 0'],
    [['--speed', 'fast'], '--speed is fast: expected stepped, or a number above 0'],
    [['--balance', '-1'], '--balance is -1'],
    [['--balance', '5,BNB'], '--balance is 5,BNB'],
    [['--fee-discount', '2'], '--fee-discount is 2'],
    [['--market', 'cosine'], '--market is cosine: allowed are sinus, triangle, market'],
    [['--market', 'sinus', '--scenario', 'absent.yaml'], '--scenario '],
    [['--market', 'sinus', '--log', 'absent/events.log'], '--log '],
    [
      ['--market', 'sinus', '--from', '2024-02-01', '--to', '2024-01-01'],
      '--from 2024-02-01 --to 2024-01-01 is an empty',
    ],
    [[], 'take a made-up market (--market market), or import some with: followupward import FILE…'],
  ])('refuses %j', async (args, words) => {
    const io = fakeIo(await temporaryFolder())
    const { ended } = await served(io, ...args)
    expect(await ended).toBe(1)
    expect(io.stderr()).toContain(words)
    expect(io.stderr().trimEnd().split('\n')).toHaveLength(1)
  })
})
