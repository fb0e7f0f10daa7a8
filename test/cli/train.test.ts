import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Io } from '../../src/cli/io.js'
import { run } from '../../src/cli/run.js'
import { loadClassifier } from '../../src/classifier/classifier-files.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { sharedFolder } from '../support/shared-folder.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace, trainArgs } from '../support/training-workspace.js'

const ARGS = [...trainArgs(), '--select', 'seed']

async function workspace(): Promise<FakeIo> {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  return fakeIo(folder)
}

const modelOf = (io: FakeIo, name: string): Promise<Buffer> => readFile(join(io.cwd, 'classifiers', name, 'model.onnx'))
const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''

const outputSchema = z.object({
  name: z.string(),
  folder: z.string(),
  stopped: z.string(),
  training: z.record(z.string(), z.unknown()),
  selection: z.object({
    set: z.literal('validation'),
    usedForSelection: z.literal(true),
    epoch: z.number(),
    gain: z.number(),
    count: z.number(),
    buyThreshold: z.number(),
    sellThreshold: z.number(),
  }),
  history: z.array(z.object({ epoch: z.number(), loss: z.number(), gain: z.number() })),
  sets: z.array(
    z.object({ set: z.string(), base: z.string(), rows: z.number(), dropped: z.record(z.string(), z.number()) }),
  ),
})

/** Ctrl-C at the end of an epoch. */
const stopAt = (io: FakeIo, epoch: number): Io => ({
  ...io,
  err: (text) => {
    io.err(text)
    if (text.startsWith(`epoch ${epoch}/`)) io.interrupt()
  },
})

describe('train', () => {
  test('trains on what is stored, shows sets and epochs, and is repeatable to the bit', async () => {
    const io = await workspace()
    const args = [...ARGS, '--epochs', '3', '--batch-size', '64']
    expect(await run([...args, '--json'], io)).toBe(0)
    const output = outputSchema.parse(JSON.parse(io.stdout()))
    expect(output.name).toBe('MLP-F2cond20-T10up5low30min-1')
    expect(output.stopped).toBe('epochs')
    expect(output.training).toMatchObject({ engine: 'wasm', device: 'cpu' })
    expect(output.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
    expect(output.history.map(({ gain }) => gain)).toContain(output.selection.gain)
    expect(output.sets.map(({ set, base, rows }) => [set, base, rows])).toEqual([
      ['training', 'one', 2880 - 28],
      ['training', 'two', 2880 - 28],
      ['validation', 'one', 1440],
      ['validation', 'two', 1440],
    ])
    expect(output.sets[0]?.dropped).toMatchObject({ purged: 28, noHistory: 0 })
    const first = await modelOf(io, output.name)

    const assess = fakeIo(io.cwd)
    expect(await run(['assess', output.name, '--set', 'validation', '--no-html', '--json'], assess)).toBe(0)
    const { epoch: _epoch, set: _set, usedForSelection: _used, ...best } = output.selection
    expect(JSON.parse(assess.stdout())).toMatchObject({ best })

    expect(await run(args, io)).toBe(0)
    expect((await modelOf(io, output.name)).equals(first)).toBe(true)
    expect(io.stdout()).toMatch(/training +one +2,852 .* 28 purged at a border/)
    expect(io.stdout()).toMatch(/Validation gain, used for selection: /)
    expect(io.stdout()).toMatch(/Learned by adam: .*; by the wasm engine on cpu\./)
    expect(io.stderr()).toMatch(
      /epoch 3\/3: .* samples\/s · loss \d\.\d+ training, \d\.\d+ validation.* · validation gain .* trades/,
    )

    const other = fakeIo(io.cwd)
    const learning = '--optimizer sgd --momentum 0.9 --class-weights buy=3,sell=3 --monitor metric:MacroF1'
    const asked = [...args, '--name', 'other', '--seed', '2', ...learning.split(' ')]
    expect(await run(asked, other), other.stderr()).toBe(0)
    expect(other.stdout()).toMatch(/is the best of 3 by MacroF1, 0\.\d+/)
    expect(other.stdout()).toMatch(/Learned by sgd: .*momentum 0\.9, .*classWeights buy=3\/sell=3; by the/)
    expect((await modelOf(io, 'other')).equals(first)).toBe(false)
  })

  test('Ctrl-C keeps the best epoch so far; without one there is nothing left behind', async () => {
    const plain = await workspace()
    const args = [...ARGS, '--batch-size', '64']
    expect(await run(args, stopAt(plain, 2))).toBe(130)
    const folder = join(plain.cwd, 'classifiers', 'MLP-F2cond20-T10up5low30min-1')
    const { description } = await loadClassifier(folder)
    expect(description.training.stopped).toBe('interrupted')
    expect(description.history).toHaveLength(2)
    expect(lastLine(plain.stderr())).toBe(`stopped: the best epoch so far is in ${folder}; resume to go on`)

    const stopped = fakeIo(plain.cwd)
    stopped.interrupt()
    expect(await run([...args, '--name', 'none'], stopped)).toBe(130)
    expect(await readdir(join(plain.cwd, 'classifiers'))).toEqual([
      '.MLP-F2cond20-T10up5low30min-1.training',
      'MLP-F2cond20-T10up5low30min-1',
    ])
  })

  test('Ctrl-C never replaces a better classifier of the same settings', async () => {
    const io = await workspace()
    const args = [...ARGS, '--batch-size', '64', '--epochs', '3']
    expect(await run(args, io)).toBe(0)
    const before = await modelOf(io, 'MLP-F2cond20-T10up5low30min-1')
    expect(await run(args, stopAt(fakeIo(io.cwd), 1))).toBe(130)
    expect((await modelOf(io, 'MLP-F2cond20-T10up5low30min-1')).equals(before)).toBe(true)
  })

  test('goes on where it was cut off, and says so', async () => {
    const io = await workspace()
    const args = [...ARGS, '--batch-size', '64', '--epochs', '3', '--monitor', 'loss']
    expect(await run([...args, '--resume'], stopAt(io, 2))).toBe(130)
    expect(io.stderr()).toContain('there is no checkpoint to go on from')
    const resumed = fakeIo(io.cwd)
    expect(await run([...args, '--resume'], resumed)).toBe(0)
    expect(resumed.stderr()).toContain('going on in epoch 3')
    expect(resumed.stdout()).toMatch(/is the best of 3 by validation loss, \d/)
    const other = fakeIo(io.cwd)
    expect(await run([...args, '--seed', '2', '--name', 'MLP-F2cond20-T10up5low30min-1'], other)).toBe(1)
    expect(lastLine(other.stderr())).toMatch(/made with seed 1; choose another --name, or replace it with --overwrite/)
  })

  test('a loss that is no number ends it in one line that names the option', async () => {
    const io = await workspace()
    expect(await run([...ARGS, '--optimizer', 'sgd', '--learning-rate', '1e30', '--batch-size', '16'], io)).toBe(1)
    expect(lastLine(io.stderr())).toMatch(
      /^error: the loss is not a number in step \d+ of epoch 1; .*or take a lower --learning-rate/,
    )
  })
})

describe('train refuses in one line that names the option', () => {
  const folder = sharedFolder(fillTrainingWorkspace)

  test.each([
    ['--params l1=many', /--params has l1=many: expected name=number/],
    ['--params l1=8,l1=9', /--params has l1 twice; give it once/],
    ['--scaler minmax', /--scaler is minmax: allowed are standard, robust/],
    ['--seed x', /--seed is x: expected a whole number/],
    ['--sets none.csv', /--sets: there is no file .*none\.csv/],
    ['--out sets.csv/below', /no classifier can be saved in .*sets\.csv: .*choose another --out/],
    ['--optimizer rmsprop', /--optimizer is rmsprop: allowed are adam, adamw, sgd/],
    ['--learning-rate fast', /--learning-rate is fast: expected a number/],
    ['--schedule step', /--schedule is step: allowed are constant, cosine, plateau/],
    ['--class-weights buy', /--class-weights has buy: expected name=number/],
    ['--class-weights buy=0', /--class-weights\.buy is 0: expected a number above 0/],
    ['--class-weights buy=2,sell=1,buy=3', /--class-weights has buy twice; give it once/],
    ['--sample-weights all', /--sample-weights is all: allowed are draw, loss, ignore/],
    ['--device tpu', /--device is tpu: allowed are cpu, webgpu, cuda/],
    ['--external trains --epochs 3', /--external and --epochs exclude each other/],
  ])('%s', async (flags, message) => {
    const io = fakeIo(folder.path)
    expect(await run([...ARGS, ...flags.split(' ')], io)).toBe(1)
    expect(lastLine(io.stderr())).toMatch(message)
    expect(await readdir(folder.path)).not.toContain('classifiers')
  })
})
