import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { metricCatalog } from '../../../src/classifier/metric-catalog.js'
import { openTrainingQueries, type TrainingQueries } from '../../../src/dashboard/training/queries.js'
import { run } from '../../../src/cli/run.js'
import type { RunStart } from '../../../src/workspace/train/run-log-events.js'
import type { TrainingRun } from '../../../src/dashboard/training/api.js'
import { readProcessStart } from '../../../src/store/files/process-mark.js'
import { openContext } from '../open-app.js'
import { requireRequest } from '../../../src/config/resolve-request.js'
import { openWorkspace } from '../../../src/workspace/index.js'
import { trainSchema } from '../../../src/workspace/train/request.js'
import { fakeIo } from '../../support/fake-io.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../../support/training-workspace.js'

const ID = '20240101-000000-1-net'
const DEFINITION = { id: 'F', version: 1, sourceHash: 'hash' }

function startOf(folder: string, more: Partial<RunStart> = {}): RunStart {
  return {
    event: 'start',
    time: 1000,
    pid: process.pid,
    processStart: '',
    host: hostname(),
    args: ['train', '--features', 'F', '--sets', 'sets.csv'],
    cwd: folder,
    name: 'net',
    folder: join(folder, 'classifiers', 'net'),
    epochs: 5,
    patience: 5,
    batchSize: 32,
    settings: { seed: '1' },
    lineage: {
      features: { ...DEFINITION, columns: 3 },
      target: { ...DEFINITION, id: 'T' },
      net: { id: 'MLP', version: 1, params: { l1: 4 } },
      classes: ['hold', 'buy', 'sell'],
      bases: [{ name: 'one', market: 'm', candles: { from: 0, to: 1, hash: 'c' }, trainingRows: 1, validationRows: 1 }],
      sets: { training: [{ from: 0, to: 1 }], validation: [{ from: 1, to: 2 }], test: [] },
    },
    earlier: [],
    ...more,
  }
}

const epochOf = (epoch: number, gain: number, best: boolean): object => ({
  event: 'epoch',
  time: 1000 + epoch,
  best,
  report: { epoch, loss: 1 / epoch, gain, count: 40, buyThreshold: 0.5, sellThreshold: 0.6 },
})

const stepOf = (step: number): object => ({
  event: 'step',
  time: 2000 + step,
  epoch: 2,
  step,
  stepsPerEpoch: 100_000,
  loss: 0.5,
  samplesPerSecond: 10 * step,
  secondsLeft: 9,
})

interface Opened {
  readonly queries: TrainingQueries
  readonly folder: string
  /** Adds lines to a log. */
  readonly add: (...events: readonly (object | string)[]) => Promise<void>
  readonly first: () => Promise<TrainingRun>
}

async function opened(): Promise<Opened> {
  const folder = await temporaryFolder()
  const queries = openTrainingQueries(openContext(folder))
  const file = join(folder, 'runs', `${ID}.jsonl`)
  return {
    queries,
    folder,
    add: async (...events) => {
      await mkdir(dirname(file), { recursive: true })
      const lines = events.map((event) => (typeof event === 'string' ? event : `${JSON.stringify(event)}\n`))
      await appendFile(file, lines.join(''))
    },
    first: async () => {
      const [found] = (await queries.runs()).runs
      if (!found) throw new Error('no run was found')
      return found
    },
  }
}

describe('trainings by their logs', () => {
  test('are none in a workspace without any', async () => {
    const { queries } = await opened()
    expect(await queries.runs()).toEqual({ runs: [], errors: [] })
    await expect(queries.run(ID)).rejects.toThrow('no training')
  })

  test('move as their log grows, a torn last line waiting for its end', async () => {
    const { add, first, folder, queries } = await opened()
    await add(startOf(folder))
    expect(await first()).toMatchObject({
      id: ID,
      state: 'running',
      epochsDone: 0,
      position: null,
      best: null,
      canStop: true,
    })
    await add(epochOf(1, 0.25, true), epochOf(2, 0.1, false))
    expect(await first()).toMatchObject({ epochsDone: 2, best: { epoch: 1, gain: 0.25 } })
    const torn = `${JSON.stringify(stepOf(7))}\n`
    await add(torn.slice(0, 40))
    expect(await first()).toMatchObject({ position: null })
    await add(torn.slice(40))
    expect(await first()).toMatchObject({ position: { epoch: 2, step: 7, samplesPerSecond: 70 } })
    await add({ event: 'end', time: 9000, stopped: 'patience', epoch: 1, saved: true })
    expect(await first()).toMatchObject({
      state: 'done',
      position: null,
      ending: 'no better epoch for long',
      canStop: false,
    })
    const detail = await queries.run(ID)
    expect(detail.epochs.map(({ epoch }) => epoch)).toEqual([1, 2])
    expect(detail).toMatchObject({
      folder: join('classifiers', 'net'),
      damagedLines: 0,
      settings: { seed: '1' },
      metric: null,
    })
  })

  test('chosen by a metric have its name and its value of each epoch', async () => {
    const { add, folder, queries } = await opened()
    const measured = { event: 'epoch', time: 1001, best: true }
    const report = { epoch: 1, loss: 1, gain: 0.1, count: 40, buyThreshold: 0.5, sellThreshold: 0.6, metric: -0.25 }
    await add(
      startOf(folder, { settings: { best: 'metric:PerTrade' } }),
      { ...measured, report },
      epochOf(2, 0.2, false),
    )
    const { metric, epochs } = await queries.run(ID)
    expect([metric, ...epochs.map((one) => one.metric)]).toEqual(['PerTrade', -0.25, null])
  })

  test('asked for by many at once are read once', async () => {
    const { add, folder, queries } = await opened()
    await add(startOf(folder), epochOf(1, 0.25, true))
    await Promise.all([queries.runs(), queries.runs(), queries.run(ID)])
    await add(epochOf(2, 0.5, true))
    const [, , detail] = await Promise.all([queries.runs(), queries.runs(), queries.run(ID)])
    expect(detail.epochs.map(({ epoch }) => epoch)).toEqual([1, 2])
  })

  test('keep a bounded sample of their steps, to the last one', async () => {
    const { add, folder, queries } = await opened()
    await add(startOf(folder), ...Array.from({ length: 5000 }, (_, index) => stepOf(index + 1)))
    const { steps, run: shown } = await queries.run(ID)
    expect(steps.length).toBeGreaterThanOrEqual(500)
    expect(steps.length).toBeLessThan(1200)
    expect(shown.position?.step).toBe(5000)
    expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).sort((a, b) => a - b))
  })

  test('with damaged lines show the rest and say so; without a start they are an error', async () => {
    const { add, folder, queries } = await opened()
    await add(startOf(folder), 'not json\n', '{"event":"dance"}\n', epochOf(1, 0.1, true))
    expect(await queries.run(ID)).toMatchObject({ damagedLines: 2, epochs: [{ epoch: 1 }] })
    await writeFile(join(folder, 'runs', 'other.jsonl'), '{"event":"step"}\n')
    await writeFile(join(folder, 'runs', 'notes.txt'), 'not a log')
    await mkdir(join(folder, 'runs', 'folder.jsonl'))
    const { runs, errors } = await queries.runs()
    expect(runs.map(({ id }) => id)).toEqual([ID])
    expect(errors).toEqual(['other: the log does not say how the run started'])
  })

  test('that were deleted, replaced or cut are read anew', async () => {
    const { add, first, folder, queries } = await opened()
    await add(startOf(folder), epochOf(1, 0.1, true), epochOf(2, 0.2, true))
    expect((await first()).epochsDone).toBe(2)
    await writeFile(join(folder, 'runs', `${ID}.jsonl`), `${JSON.stringify(startOf(folder))}\n`)
    expect((await first()).epochsDone).toBe(0)
    await rm(join(folder, 'runs'), { recursive: true })
    expect(await queries.runs()).toEqual({ runs: [], errors: [] })
  })

  test('whose process is gone, or whose number another one has, are lost and not stopped', async () => {
    const { add, first, folder, queries } = await opened()
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    await add(startOf(folder, { pid: child.pid ?? 1 }))
    const lost = await first()
    expect(lost).toMatchObject({ state: 'lost', canStop: false })
    expect(lost.ending).toContain('without an end')
    await expect(queries.stop(ID)).rejects.toThrow('nothing to stop')
    const other = await opened()
    await other.add(startOf(other.folder, { processStart: `${await readProcessStart(process.pid)}1` }))
    expect((await other.first()).state).toBe((await readProcessStart(1)) === '' ? 'running' : 'lost')
  })

  test('of another machine run elsewhere until they are silent for long', async () => {
    const { add, first, folder } = await opened()
    await add(startOf(folder, { host: 'another', time: Date.now() }))
    expect(await first()).toMatchObject({ state: 'elsewhere', canStop: false })
    const silent = await opened()
    await silent.add(startOf(silent.folder, { host: 'another' }))
    expect((await silent.first()).state).toBe('lost')
  })

  test('are asked to stop through their process', async () => {
    const { add, folder, queries } = await opened()
    const script = "process.on('SIGINT', () => process.exit(42)); setInterval(() => {}, 1000); console.log('ready')"
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    const pid = child.pid ?? 1
    await add(startOf(folder, { pid, processStart: await readProcessStart(pid) }))
    const ended = once(child, 'exit')
    await queries.stop(ID)
    expect((await ended)[0]).toBe(42)
    expect((await queries.run(ID)).run.state).toBe('lost')
  })
})

test('a stopped training is gone on with from its checkpoint, by the request in its log', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  const args =
    'train --base one --features F2cond20 --target T10up5low30min --sets sets.csv --name net --epochs 4'.split(' ')
  const io = fakeIo(folder)
  const stopping = { ...io, err: (text: string) => void (text.startsWith('epoch 2/') && io.interrupt()) }
  expect(await run(args, stopping)).toBe(130)
  const queries = openTrainingQueries(openContext(folder))
  const [stopped] = (await queries.runs()).runs
  expect(stopped?.state).toBe('stopped')
  expect(stopped?.ending).toContain('stopped')
  expect(stopped?.resumeAt).toBeGreaterThanOrEqual(1)
  const resumed = await queries.resumeRequest(stopped?.id ?? '')
  expect(resumed).toMatchObject({ features: 'F2cond20', bases: ['one'], name: 'net', epochs: 4, resume: true })
  const ws = await openWorkspace(folder)
  expect((await ws.train(requireRequest(trainSchema, resumed))).stopped).toBe('epochs')
  await ws.close()
  const { runs } = await queries.runs()
  expect(runs.map(({ resumeAt }) => resumeAt)).toEqual(runs.map(() => null))
  await expect(queries.resumeRequest(stopped?.id ?? '')).rejects.toThrow('nothing to go on from')
  const { classifiers } = await queries.classifiers()
  expect(classifiers).toMatchObject([{ name: 'net', features: 'F2cond20', epochs: 4 }])
}, 60_000)

test('a form is offered what there is; what cannot be read is told of', async () => {
  const folder = await temporaryFolder()
  const queries = openTrainingQueries(openContext(folder))
  const empty = await queries.choices()
  expect(empty.options.errors.join('\n')).toMatch(/no candles yet[\s\S]*no file .*sets_split\.csv/)
  await fillTrainingWorkspace(folder)
  await writeFile(join(folder, 'sets_split.csv'), await readFile(join(folder, 'sets.csv')))
  await mkdir(join(folder, 'features'))
  await writeFile(join(folder, 'features', 'Broken.ts'), 'export default 1 +')
  await mkdir(join(folder, 'classifiers', 'empty'), { recursive: true })
  const { options, form } = await queries.choices()
  expect(form.choices?.['bases']?.map(({ id }) => id)).toEqual(['one', 'two'])
  const metrics = [...(await metricCatalog()).keys()].map((id) => `metric:${id}`)
  expect(metrics).toContain('metric:MacroF1')
  expect(form.choices?.['monitor']?.map(({ id }) => id)).toEqual(['gain', 'loss', ...metrics])
  expect(form.initial).toEqual({ features: 'F2cond20', target: 'T10up5low30min', net: 'MLP' })
  expect(options.sets.map(({ set }) => set)).toEqual(['training', 'validation'])
  expect(options.errors).toEqual([expect.stringContaining('Broken.ts')])
  const mlp = options.params['MLP']?.['F2cond20']
  expect(mlp?.find(({ name }) => name === 'l1')).toEqual({ name: 'l1', value: 24, searchSpace: [14, 24] })
  expect((await queries.classifiers()).errors).toEqual([expect.stringContaining('empty')])
  expect(await readdir(join(folder, 'features'))).toEqual(['Broken.ts'])
})
