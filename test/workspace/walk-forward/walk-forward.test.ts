import { expect, test } from 'vitest'
import { MINUTE } from '../../../src/core/time.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../../support/training-workspace.js'
import { WALK_FORWARD } from '../../support/walk-forward.js'

const byTime = (a: { buyTime: number; base: string }, b: { buyTime: number; base: string }): number =>
  a.buyTime - b.buyTime || (a.base < b.base ? -1 : 1)

test('each window is a training whose test stretch is traded by the thresholds of its validation', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  const ws = await openTestWorkspace(folder)
  const result = await ws.walkForward({ ...WALK_FORWARD, workers: 2 })
  const { windows, figures, verdict } = result
  expect(windows.map(({ number }) => number)).toEqual([1, 2, 3])
  expect(verdict.basis).toBe('walkForward')

  for (const { number, sets, rows } of windows) {
    const [tested] = sets.test
    expect(rows.test).toBe(figures.windows.get(number)?.rows)
    expect((sets.validation[0]?.to ?? 0) + 29 * MINUTE).toBe(tested?.from)
  }
  const trades = figures.traded.flatMap((one) => one.trades)
  const stretches = windows.flatMap(({ sets }) => sets.test)
  expect(trades.length).toBeGreaterThan(20)
  for (const { buyTime, sellTime } of trades)
    expect(stretches.some(({ from, to }) => buyTime >= from && sellTime < to)).toBe(true)
  const gain = trades.reduce((sum, one) => sum + one.gain, 0) / 2
  expect(figures.overall.gain).toBeCloseTo(gain, 12)
  expect(figures.daily.returns.reduce((sum, one) => sum + one, 0)).toBeCloseTo(gain, 12)
  expect(figures.months.reduce((sum, one) => sum + one.gain, 0)).toBeCloseTo(gain, 12)
  expect(figures.bases.reduce((sum, one) => sum + one.gain, 0)).toBeCloseTo(gain, 12)

  // The second window by hand: a training with its sets, assessed on the stretch behind it.
  const second = windows[1]
  const pairs = (set: 'training' | 'validation' | 'test'): [string, string][] =>
    (second?.sets[set] ?? []).map(({ from, to }) => [new Date(from).toISOString(), new Date(to - MINUTE).toISOString()])
  const { training: _t, validation: _v, test: _s, name: _n, fills: _f, ...asTraining } = WALK_FORWARD
  const sets = { training: pairs('training'), validation: pairs('validation'), test: pairs('test') }
  const { classifier } = await ws.train({ ...asTraining, sets, name: 'second' })
  const assessed = await ws.assess({ classifier: 'second', set: 'test', fills: 'close', openTestSet: true })
  const { selection } = classifier.description
  expect(second?.selected).toMatchObject(assessed.assessment.cell)
  expect(selection.epoch).toBe(second?.epoch)
  const inSecond = trades.filter(({ buyTime }) =>
    second?.sets.test.some(({ from, to }) => buyTime >= from && buyTime < to),
  )
  const without = ({ buyRow: _b, sellRow: _r, ...trade }: (typeof trades)[number]): object => trade
  expect(inSecond.toSorted(byTime).map(without)).toEqual(
    assessed.assessment.overall.trades.toSorted(byTime).map(without),
  )

  const again = await ws.walkForward({ ...WALK_FORWARD, workers: 1, name: 'alone', openTestSet: true })
  expect(again.windows).toEqual(windows)
  expect(again.figures).toEqual(figures)
})
