import { describe, expect, test } from 'vitest'
import { RequestError } from '../../../src/workspace/index.js'
import type { SimulateDataRequest } from '../../../src/workspace/data/simulate/request.js'
import { DAY } from '../../../src/core/time.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'

const START = Date.UTC(2024, 0, 1)

describe('simulate', () => {
  test('stores candles of every base under the exchange simulated, the same ones every time', async () => {
    const workspace = await openTestWorkspace(undefined, { config: { exchange: { id: 'simulated' } } })
    const request = { bases: ['sim', 'MIS'], from: '2024-01-01', to: '2024-01-03', seed: 7 }
    const { bases } = await workspace.data.simulate(request)
    expect(bases).toEqual(
      ['sim', 'mis'].map((name) => ({
        name,
        market: { exchange: 'simulated', type: 'spot', symbol: `${name.toUpperCase()}/USDT`, interval: '1m' },
        range: { from: START, to: START + 2 * DAY },
        added: 2880,
        changed: 0,
        unchanged: 0,
      })),
    )
    expect((await workspace.data.simulate(request)).bases).toMatchObject([
      { added: 0, unchanged: 2880 },
      { added: 0, unchanged: 2880 },
    ])
    expect(await workspace.data.list({})).toMatchObject({ markets: [{ base: 'mis' }, { base: 'sim' }] })
  })

  test('another seed differs: refused, unless the new candles win', async () => {
    const workspace = await openTestWorkspace()
    const request = { from: '2024-01-01', to: '2024-01-02' }
    await workspace.data.simulate(request)
    await expect(workspace.data.simulate({ ...request, seed: 2 })).rejects.toThrow(
      /SIM-USDT.* 1439 more minutes differ/,
    )
    const { bases } = await workspace.data.simulate({ ...request, seed: 2, conflict: 'new' })
    expect(bases).toMatchObject([{ name: 'sim', changed: 1440 }])
  })

  test('a wave is the same whatever the seed, and an impossible request names its key', async () => {
    const workspace = await openTestWorkspace()
    const wave: SimulateDataRequest = { kind: 'sinus', bases: ['wave'], from: '2024-01-01', to: '2024-01-02' }
    await workspace.data.simulate(wave)
    expect((await workspace.data.simulate({ ...wave, seed: 9 })).bases).toMatchObject([{ unchanged: 1440 }])
    await expect(workspace.data.simulate({ from: '2024-01-02', to: '2024-01-01' })).rejects.toBeInstanceOf(RequestError)
    await expect(workspace.data.simulate({ seed: -1 })).rejects.toThrow('seed is -1: expected at least 0')
  })
})
