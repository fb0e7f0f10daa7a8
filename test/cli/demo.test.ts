import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const summarySchema = z.object({
  simulated: z.literal(true),
  validation: z.object({ usedForSelection: z.literal(true), gain: z.number(), count: z.int() }),
  test: z.object({ gain: z.number(), count: z.int().min(1), buyAndHold: z.number(), rows: z.int() }),
  paper: z.object({ minutes: z.int(), gain: z.number(), fills: z.int(), endQuote: z.string() }),
  report: z.string(),
})

async function demo(folder: string): Promise<z.output<typeof summarySchema>> {
  const io = fakeIo(folder)
  const code = await run(['demo', '--days', '0.1', '--json'], io)
  expect(io.stderr()).not.toContain('error')
  expect(code).toBe(0)
  return summarySchema.parse(JSON.parse(io.stdout()))
}

test('demo goes the whole path offline, twice with the same findings', async () => {
  const folder = await temporaryFolder()
  const first = await demo(folder)
  expect(first.paper.minutes).toBe(144)
  expect(first.test.rows).toBeGreaterThan(20_000)
  const html = await readFile(first.report, 'utf8')
  expect(html).toContain('<!doctype html>')
  expect(await readFile(join(folder, 'demo/tsconfig.json'), 'utf8')).toContain('"followupward": [')
  const model = (): Promise<Buffer> => readFile(join(folder, 'demo/classifiers/demo/model.onnx'))
  const before = await model()
  const second = await demo(folder)
  expect(second).toEqual(first)
  expect((await model()).equals(before)).toBe(true)
})

test('demo leaves a folder alone that is not its own', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'demo/data'), { recursive: true })
  await writeFile(join(folder, 'demo/data/candles.arrow'), 'precious')
  const io = fakeIo(folder)
  expect(await run(['demo'], io)).toBe(1)
  expect(io.stderr()).toMatch(/^error: .*demo is not empty and not an earlier demo's; .*--folder\n$/)
  expect(await readFile(join(folder, 'demo/data/candles.arrow'), 'utf8')).toBe('precious')
})
