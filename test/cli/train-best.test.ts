import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findClassifier } from '../../src/classifier/classifier-files.js'
import type { ClassifierDescription } from '../../src/classifier/description.js'
import { run } from '../../src/cli/run.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const ARGS = '--base one,two --features F2cond20 --target T10up5low30min --sets sets.csv --batch-size 256'
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
  await mkdir(join(folder, 'metrics'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** `metrics/Own.ts`, whose value is the text. */
const metric = (value: string, better = 'higher'): Promise<void> =>
  writeFile(
    join(folder, 'metrics', 'Own.ts'),
    `import { defineMetric } from 'followupward'
export default defineMetric({
  id: 'Own', version: 1, better: '${better}',
  value: ({ parts, fee }) => ${value},
})
`,
  )

async function train(...more: string[]): Promise<FakeIo & { code: number }> {
  const io = fakeIo(folder)
  const code = await run(['train', ...ARGS.split(' '), '--name', 'best', '--overwrite', ...more], io)
  return { ...io, code }
}

async function description(): Promise<ClassifierDescription> {
  const found = await findClassifier(join(folder, 'classifiers', 'best'))
  if (!found) throw new Error('there is no classifier')
  return found
}

/** Every epoch of a training with that metric. */
async function historyWith(value: string): Promise<unknown> {
  await metric(value)
  const io = await train('--monitor', 'metric:Own', '--epochs', '2', '--patience', '2')
  expect(io.code, io.stderr()).toBe(0)
  return (await description()).history
}

describe('the best epoch', () => {
  test('by validation loss is that of the lowest, and the end is counted from there', async () => {
    const io = await train('--monitor', 'loss', '--epochs', '12', '--patience', '2', '--learning-rate', '0.03')
    expect(io.code, io.stderr()).toBe(0)
    const { history, selection, training } = await description()
    const losses = history.map(({ validation }) => validation?.loss ?? Number.NaN)
    expect(selection.epoch).toBe(losses.indexOf(Math.min(...losses)) + 1)
    expect(training.best).toBe('loss')
    if (training.stopped === 'patience') expect(history.length).toBe(selection.epoch + 2)
    expect(io.stdout()).toMatch(/is the best of \d+ by validation loss, \d/)
  })

  test.each([
    ['higher', 1, 1],
    ['lower', 1, 4],
  ])('by a metric of one’s own, the %s the better', async (better, patience, best) => {
    // Falls from epoch to epoch: it is made of the number of calls.
    await metric('-(globalThis.calls = (globalThis.calls ?? 0) + 1)', better)
    Reflect.deleteProperty(globalThis, 'calls')
    const io = await train('--monitor', 'metric:Own', '--epochs', '4', '--patience', String(patience))
    expect(io.code, io.stderr()).toBe(0)
    const { history, selection, training } = await description()
    expect(history.map((epoch) => epoch.metric)).toEqual([-1, -2, -3, -4].slice(0, better === 'higher' ? 2 : 4))
    expect(selection.epoch).toBe(best)
    expect(training).toMatchObject({ best: 'metric:Own', metric: { id: 'Own', version: 1, better } })
    expect(io.stdout()).toContain(`by Own, -${best}.0000`)
  })

  test('a metric gets the scores, labels and closes of all bases', async () => {
    await metric(`parts.reduce((sum, { base, ranges, time, close, target, hold, buy, sell }) => {
      const rows = target.length
      const whole = [time, close, hold, buy, sell].every((column) => column.length === rows)
      const sums = hold.every((value, row) => Math.abs(value + buy[row] + sell[row] - 1) < 1e-5)
      const ranged = ranges.reduce((all, { from, to }) => all + to - from, 0) === rows
      return sum + (whole && sums && ranged && close.every((value) => value > 0) && /one|two/.test(base) ? rows : NaN)
    }, 0) + fee`)
    const io = await train('--monitor', 'metric:Own', '--epochs', '1')
    expect(io.code, io.stderr()).toBe(0)
    const { history, bases } = await description()
    const rows = bases.reduce((sum, { validationRows }) => sum + validationRows, 0)
    expect(history[0]?.metric).toBeCloseTo(rows + 0.001, 9)
  })

  test.each([
    ['NaN', /Own\.ts:4: value of Own returned NaN: expected a finite number/],
    ['parts[7].buy[0]', /Own\.ts:4: value of Own failed: Cannot read properties of undefined/],
  ])('a metric that gives %s is named with its line', async (value, message) => {
    await metric(value)
    const io = await train('--monitor', 'metric:Own', '--epochs', '1')
    expect(io.code).toBe(1)
    expect(io.stderr()).toMatch(message)
  })

  test('a metric that changes what it was given changes no other figure', async () => {
    const spoiling = `parts.reduce((sum, { ranges, close, target, time, hold }) => {
      for (const column of [close, time, target, hold]) column.fill(0)
      ranges.forEach((range) => (range.to = 0))
      return sum
    }, 1)`
    expect(await historyWith(spoiling)).toEqual(await historyWith('1'))
  })

  test('a file that is no metric is named', async () => {
    await metric('1', 'faster')
    expect((await train('--monitor', 'metric:Own')).stderr()).toMatch(
      /Own\.ts:3: its better is "faster": expected higher or lower/,
    )
  })

  test('the metric that init begins can be trained by', async () => {
    const own = fakeIo(join(folder, 'init'))
    expect(await run(['init', join(folder, 'init')], fakeIo(folder))).toBe(0)
    await fillTrainingWorkspace(own.cwd)
    const args = ARGS.split(' ')
    expect(
      await run(['train', ...args, '--epochs', '1', '--monitor', 'metric:ExampleHourAfter', '--name', 'a'], own),
      own.stderr(),
    ).toBe(0)
    expect(own.stdout()).toMatch(/by ExampleHourAfter, -?\d/)
  })

  test('a metric that was edited is another setting', async () => {
    await metric('1')
    const common = ['--monitor', 'metric:Own', '--epochs', '3', '--checkpoint-minutes', '0']
    const io = fakeIo(folder)
    const stopping = {
      ...io,
      err: (text: string) => {
        io.err(text)
        if (text.startsWith('epoch 1/')) io.interrupt()
      },
    }
    expect(await run(['train', ...ARGS.split(' '), '--name', 'edited', ...common], stopping)).toBe(130)
    await metric('2')
    const resumed = fakeIo(folder)
    expect(await run(['train', ...ARGS.split(' '), '--name', 'edited', ...common, '--resume'], resumed)).toBe(1)
    expect(resumed.stderr()).toMatch(/made with other settings: source of the metric was/)
  })
})
