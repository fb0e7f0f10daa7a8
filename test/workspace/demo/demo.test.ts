import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { demoJson } from '../../../src/workspace/demo/result.js'
import { openWorkspace, type Workspace } from '../../../src/workspace/index.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const summarySchema = z.object({
  simulated: z.literal(true),
  validation: z.object({ usedForSelection: z.literal(true), gain: z.number(), count: z.int() }),
  test: z.object({ gain: z.number(), count: z.int().min(1), buyAndHold: z.number(), rows: z.int() }),
  paper: z.object({ run: z.literal('demo-1'), minutes: z.literal(144), gain: z.number(), fills: z.int() }),
  report: z.string(),
})

async function open(log?: (line: string) => void): Promise<Workspace> {
  const workspace = await openWorkspace(await temporaryFolder(), log && { log })
  onTestFinished(() => workspace.close())
  return workspace
}

test('the demo goes the whole path offline, twice with the same findings', async () => {
  const lines: string[] = []
  const workspace = await open((line) => lines.push(line))
  const first = await workspace.demo({ days: 0.1 })
  const folder = join(workspace.directory, 'demo')
  expect(first.folder).toBe(folder)
  expect(lines.map((line) => line.slice(0, 2))).toEqual(['1.', '2.', '3.', '4.'])
  const summary = summarySchema.parse(demoJson(first))
  expect(summary.test.rows).toBeGreaterThan(20_000)
  expect(first.test.gain).toBe(summary.test.gain)
  expect(await readFile(first.report, 'utf8')).toContain('<!doctype html>')
  expect(await readFile(join(folder, 'tsconfig.json'), 'utf8')).toContain('"followupward": [')
  const model = (): Promise<Buffer> => readFile(join(folder, 'classifiers/demo/model.onnx'))
  const before = await model()
  const second = await workspace.demo({ days: 0.1 })
  expect(demoJson(second)).toEqual(demoJson(first))
  expect((await model()).equals(before)).toBe(true)
})

test('the demo leaves a folder alone that is not its own', async () => {
  const workspace = await open()
  const file = join(workspace.directory, 'demo/data/candles.arrow')
  await mkdir(join(workspace.directory, 'demo/data'), { recursive: true })
  await writeFile(file, 'precious')
  await expect(workspace.demo({})).rejects.toThrow(/demo is not empty and not an earlier demo's; .* with folder$/)
  expect(await readFile(file, 'utf8')).toBe('precious')
})
