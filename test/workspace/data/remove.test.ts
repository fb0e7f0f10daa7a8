import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Market } from '../../../src/core/market.js'
import { DAY } from '../../../src/core/time.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { openDerivedStore } from '../../../src/store/derived/derived-store.js'
import { targetCatalog, targetRequest } from '../../../src/targets/catalog.js'
import { UserError } from '../../../src/workspace/index.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'

const sim: Market = { exchange: 'simulated', type: 'spot', symbol: 'SIM/USDT', interval: '1m' }

async function simulatedWorkspace(): Promise<TestWorkspace> {
  const workspace = await openTestWorkspace(undefined, { config: { exchange: { id: 'simulated' } } })
  await workspace.data.simulate({ bases: ['sim', 'mis'], from: '2024-01-30', to: '2024-02-02' })
  return workspace
}

describe('remove', () => {
  test('takes the candles of a base and all that was computed from them, and nothing of the others', async () => {
    const workspace = await simulatedWorkspace()
    const data = join(workspace.directory, 'data')
    const store = openCandleStore(data)
    const target = (await targetCatalog({})).get('T10up5low30min')
    if (!target) throw new Error('no target')
    await openDerivedStore(data, store).supplement({ ...(await targetRequest(target)), market: sim })
    const from = Date.UTC(2024, 0, 30)
    expect(await workspace.data.remove({ bases: ['SIM'] })).toEqual({
      bases: [
        { name: 'sim', market: sim, range: { from, to: from + 3 * DAY }, features: [], targets: ['T10up5low30min'] },
      ],
    })
    expect((await workspace.data.list({})).markets.map(({ base }) => base)).toEqual(['mis'])
    expect(existsSync(join(data, 'targets/T10up5low30min/simulated/spot/SIM-USDT/1m/2024-01.arrow'))).toBe(false)
    await workspace.data.simulate({ bases: ['sim'], from: '2024-01-30', to: '2024-02-02', seed: 5 })
    expect(await workspace.data.list({})).toMatchObject({ markets: [{ base: 'mis' }, { base: 'sim' }] })
  })

  test('takes nothing where one of the bases is unknown, or is being written', async () => {
    const workspace = await simulatedWorkspace()
    const store = openCandleStore(join(workspace.directory, 'data'))
    await expect(workspace.data.remove({ bases: ['mis', 'btc'] })).rejects.toThrow(
      'bases: there are no candles of btc (simulated spot); there are: mis, sim',
    )
    const refusal = await store.write(sim, () =>
      workspace.data.remove({ bases: ['mis', 'sim'] }).catch((error: unknown) => error),
    )
    expect(refusal).toBeInstanceOf(UserError)
    expect(String(refusal)).toMatch(/SIM-USDT\/1m is being written by process \d+/)
    expect((await workspace.data.list({})).markets).toHaveLength(2)
    await expect(workspace.data.remove({ bases: [] })).rejects.toThrow(/bases is \[\]: expected at least 1/)
  })

  test('takes a damaged market too, and one of another exchange that is named', async () => {
    const workspace = await simulatedWorkspace()
    const file = join(workspace.directory, 'data/candles/simulated/spot/SIM-USDT/1m/2024-01.arrow')
    await writeFile(file, (await readFile(file)).subarray(0, 3000))
    const [, damaged] = (await workspace.data.list({})).markets
    expect(damaged?.error).toMatch(/2024-01\.arrow is damaged/)
    const other = await openTestWorkspace(workspace.directory, { config: { exchange: { id: 'binance' } } })
    await expect(other.data.remove({ bases: ['sim'] })).rejects.toThrow(/\(binance spot\); there are: none/)
    expect(await other.data.remove({ bases: ['sim'], exchange: 'simulated' })).toMatchObject({
      bases: [{ name: 'sim' }],
    })
    expect((await workspace.data.list({})).markets.map(({ base }) => base)).toEqual(['mis'])
  })
})
