import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TrainRequest } from '../../../src/workspace/train/request.js'
import type { TrainResult } from '../../../src/workspace/train/result.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { sharedFolder } from '../../support/shared-folder.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const folder = sharedFolder(async (path) => {
  await fillTrainingWorkspace(path)
  await mkdir(join(path, 'metrics'))
})

/** `metrics/Own.ts`, whose value is the text. */
const metric = (value: string, better = 'higher'): Promise<void> =>
  writeFile(
    join(folder.path, 'metrics', 'Own.ts'),
    `import { defineMetric } from 'followupward'
export default defineMetric({
  id: 'Own', version: 1, better: '${better}',
  value: ({ parts, fee }) => ${value},
})
`,
  )

async function train(changes: Partial<TrainRequest>): Promise<TrainResult> {
  const workspace = await openTestWorkspace(folder.path)
  const request = { ...TRAINING, bases: ['one', 'two'], batchSize: 256, name: 'best', overwrite: true }
  return workspace.train({ ...request, ...changes })
}

/** Every epoch of a training with that metric. */
async function historyWith(value: string): Promise<unknown> {
  await metric(value)
  const { classifier } = await train({ monitor: 'metric:Own', epochs: 2, patience: 2 })
  return classifier.description.history
}

describe('the best epoch', () => {
  test('by validation loss is that of the lowest, and the end is counted from there', async () => {
    const { classifier } = await train({ monitor: 'loss', epochs: 12, patience: 2, learningRate: 0.03 })
    const { history, selection, training } = classifier.description
    const losses = history.map(({ validation }) => validation?.loss ?? Number.NaN)
    expect(selection.epoch).toBe(losses.indexOf(Math.min(...losses)) + 1)
    expect(training.best).toBe('loss')
    if (training.stopped === 'patience') expect(history.length).toBe(selection.epoch + 2)
  })

  test.each([
    ['higher', 1, 1],
    ['lower', 1, 4],
  ])('by a metric of one’s own, the %s the better', async (better, patience, best) => {
    // Falls from epoch to epoch: it is made of the number of calls.
    await metric('-(globalThis.calls = (globalThis.calls ?? 0) + 1)', better)
    Reflect.deleteProperty(globalThis, 'calls')
    const { classifier } = await train({ monitor: 'metric:Own', epochs: 4, patience })
    const { history, selection, training } = classifier.description
    expect(history.map((epoch) => epoch.metric)).toEqual([-1, -2, -3, -4].slice(0, better === 'higher' ? 2 : 4))
    expect(selection.epoch).toBe(best)
    expect(training).toMatchObject({ best: 'metric:Own', metric: { id: 'Own', version: 1, better } })
  })

  test('a metric gets the scores, labels and closes of all bases', async () => {
    await metric(`parts.reduce((sum, { base, ranges, time, close, target, hold, buy, sell }) => {
      const rows = target.length
      const whole = [time, close, hold, buy, sell].every((column) => column.length === rows)
      const sums = hold.every((value, row) => Math.abs(value + buy[row] + sell[row] - 1) < 1e-5)
      const ranged = ranges.reduce((all, { from, to }) => all + to - from, 0) === rows
      return sum + (whole && sums && ranged && close.every((value) => value > 0) && /one|two/.test(base) ? rows : NaN)
    }, 0) + fee`)
    const { classifier } = await train({ monitor: 'metric:Own', epochs: 1 })
    const { history, bases } = classifier.description
    const rows = bases.reduce((sum, { validationRows }) => sum + validationRows, 0)
    expect(history[0]?.metric).toBeCloseTo(rows + 0.001, 9)
  })

  test.each([
    ['NaN', /Own\.ts:4: value of Own returned NaN: expected a finite number/],
    ['parts[7].buy[0]', /Own\.ts:4: value of Own failed: Cannot read properties of undefined/],
  ])('a metric that gives %s is named with its line', async (value, message) => {
    await metric(value)
    await expect(train({ monitor: 'metric:Own', epochs: 1 })).rejects.toThrow(message)
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
    await expect(train({ monitor: 'metric:Own' })).rejects.toThrow(
      /Own\.ts:3: its better is "faster": expected higher or lower/,
    )
  })

  test('the metric that init begins can be trained by', async () => {
    const own = await temporaryFolder()
    await (await openTestWorkspace(own)).init({})
    await fillTrainingWorkspace(own)
    const workspace = await openTestWorkspace(own)
    const request = { ...TRAINING, batchSize: 256, epochs: 1, monitor: 'metric:ExampleHourAfter', name: 'a' }
    const { classifier } = await workspace.train(request)
    expect(classifier.description.history[0]?.metric).toEqual(expect.any(Number))
  })

  test('a metric that was edited is another setting', async () => {
    await metric('1')
    const request = { monitor: 'metric:Own', epochs: 3, checkpointMinutes: 0, name: 'edited', overwrite: false }
    const workspace = await openTestWorkspace(folder.path)
    const stop = new AbortController()
    const { stopped } = await workspace.train(
      { ...TRAINING, bases: ['one', 'two'], batchSize: 256, ...request },
      { signal: stop.signal, onEpoch: () => stop.abort(new Error('asked to stop')) },
    )
    expect(stopped).toBe('interrupted')
    await metric('2')
    await expect(train({ ...request, resume: true })).rejects.toThrow(
      /made with other settings: source of the metric was/,
    )
  })
})
