import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Io } from '../../src/cli/io.js'
import { run } from '../../src/cli/run.js'
import { loadClassifier } from '../../src/classifier/classifier-files.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
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
    expect(await modelOf(io, output.name)).toEqual(first)
    expect(io.stdout()).toMatch(/training +one +2,852 .* 28 purged at a border/)
    expect(io.stdout()).toMatch(/Validation gain, used for selection: /)
    expect(io.stdout()).toMatch(/Learned by adam: .*; by the wasm engine, 1 thread on cpu\./)
    expect(io.stderr()).toMatch(
      /epoch 3\/3: .* samples\/s · loss \d\.\d+ training, \d\.\d+ validation.* · validation gain .* trades/,
    )

    expect(await run([...args, '--name', 'other', '--seed', '2'], io)).toBe(0)
    expect(await modelOf(io, 'other')).not.toEqual(first)
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
    expect(await modelOf(io, 'MLP-F2cond20-T10up5low30min-1')).toEqual(before)
  })
})
