import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { fillTrainingWorkspace, trainArgs } from '../support/training-workspace.js'

const cell = z.looseObject({ gain: z.number(), count: z.number(), buyThreshold: z.number(), sellThreshold: z.number() })
const document = z.looseObject({
  gain: z.array(z.array(z.number())),
  best: cell,
  cell,
  source: z.looseObject({ set: z.string(), usedForSelection: z.string(), simulated: z.boolean() }),
  report: z.string().optional(),
})
const trained = z.looseObject({ selection: cell })

let folder = ''
let training: z.infer<typeof trained>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
  const io = fakeIo(folder)
  const args = trainArgs()
  expect(
    await run([...args, '--name', 'mlp', '--select', 'seed', '--epochs', '2', '--batch-size', '256', '--json'], io),
    io.stderr(),
  ).toBe(0)
  training = trained.parse(JSON.parse(io.stdout()))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function assessed(...args: readonly string[]): Promise<{ io: FakeIo; code: number }> {
  const io = fakeIo(folder)
  return { io, code: await run(['assess', ...args], io) }
}

test('the validation matrix is the one that chose the epoch, and says so', async () => {
  const { io, code } = await assessed('mlp', '--set', 'validation', '--json')
  expect(code, io.stderr()).toBe(0)
  const printed = document.parse(JSON.parse(io.stdout()))
  const { gain, count, buyThreshold, sellThreshold } = training.selection
  expect(printed.best).toMatchObject({ count, buyThreshold, sellThreshold })
  expect(printed.best.gain).toBeCloseTo(gain, 9)
  expect(printed.cell).toMatchObject({ count, buyThreshold, sellThreshold })
  expect(printed.source).toMatchObject({ set: 'validation', usedForSelection: 'yes' })
})

test('a report is written into the reports folder, and none where it is not wanted', async () => {
  const { io, code } = await assessed('mlp', '--set', 'validation')
  expect(code, io.stderr()).toBe(0)
  expect(io.stdout()).toContain('used for selection')
  const file = join(folder, 'reports', 'mlp-validation.html')
  expect(io.stdout()).toContain(file)
  const html = await readFile(file, 'utf8')
  expect(html).toContain('"usedForSelection":"yes"')
  expect(html.length).toBeLessThan(8_000_000)
  await rm(file)
  await assessed('mlp', '--set', 'validation', '--no-html')
  await expect(stat(file)).rejects.toThrow(/ENOENT/)
})

test('a classifier is found by the path of its folder, for one base and another cell', async () => {
  const { io, code } = await assessed(
    './classifiers/mlp',
    '--set=training',
    '--base=two',
    '--buy=0.5',
    '--sell=0.5',
    '--html=own.html',
    '--json',
  )
  expect(code, io.stderr()).toBe(0)
  const printed = document.parse(JSON.parse(io.stdout()))
  expect(printed.cell).toMatchObject({ buyThreshold: 0.5, sellThreshold: 0.5 })
  expect(printed.cell.gain).toBeCloseTo(printed.gain[2]?.[2] ?? Number.NaN, 9)
  expect(printed.report).toBe(join(folder, 'own.html'))
})

test.each([
  [['none'], /no classifier in .*none/],
  [['mlp', '--base', 'btc'], /not trained on base btc; it knows one, two/],
])('%j is refused in one line', async (args, message) => {
  const { io, code } = await assessed(...args)
  expect(code).toBe(1)
  expect(io.stderr().trim().split('\n').at(-1)).toMatch(message)
})
