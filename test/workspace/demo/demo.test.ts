import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { demoJson } from '../../../src/workspace/demo/result.js'
import { openWorkspace, type Workspace } from '../../../src/workspace/index.js'
import { DEMO_DAYS, copyDemo, madeDemo } from '../../support/demo-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const summarySchema = z.object({
  simulated: z.literal(true),
  validation: z.object({ usedForSelection: z.literal(true), gain: z.number(), count: z.int() }),
  test: z.object({ gain: z.number(), count: z.int().min(1), buyAndHold: z.number(), rows: z.int() }),
  paper: z.object({ run: z.literal('demo-1'), minutes: z.literal(1440 * DEMO_DAYS), gain: z.number(), fills: z.int() }),
  report: z.string(),
})

async function open(log?: (line: string) => void): Promise<Workspace> {
  const workspace = await openWorkspace(await temporaryFolder(), log && { log })
  onTestFinished(() => workspace.close())
  return workspace
}

const modelIn = (demo: string): Promise<Buffer> => readFile(join(demo, 'classifiers/demo/model.onnx'))

/** A report without the moment when it was made, and without the demo's folder. */
async function findingsIn(report: string, folder: string): Promise<string> {
  return (await readFile(report, 'utf8')).replaceAll(folder, '').replace(/"madeAt":\d+/, '')
}

test('the demo goes the whole path offline, in place of an earlier one, with the same findings', async () => {
  const lines: string[] = []
  const workspace = await open((line) => lines.push(line))
  const folder = join(workspace.directory, 'demo')
  // Another process made it.
  const earlier = await madeDemo()
  await copyDemo(folder)
  const made = await workspace.demo({ days: DEMO_DAYS })
  expect(made.folder).toBe(folder)
  expect(lines.map((line) => line.slice(0, 2))).toEqual(['1.', '2.', '3.', '4.'])
  const summary = summarySchema.parse(demoJson(made))
  expect(summary.test.rows).toBeGreaterThan(20_000)
  expect(made.test.gain).toBe(summary.test.gain)
  expect(await readFile(made.report, 'utf8')).toContain('<!doctype html>')
  expect(await readFile(join(folder, 'tsconfig.json'), 'utf8')).toContain('"followupward": [')
  expect((await modelIn(folder)).equals(await modelIn(earlier.workspace))).toBe(true)
  // The report holds the assessment, all trades, and what became of the paper trade.
  const findings = await findingsIn(join(earlier.workspace, 'reports/demo.html'), earlier.folder)
  expect((await findingsIn(made.report, folder)) === findings).toBe(true)
})

test('the demo leaves a folder alone that is not its own', async () => {
  const workspace = await open()
  const file = join(workspace.directory, 'demo/data/candles.arrow')
  await mkdir(join(workspace.directory, 'demo/data'), { recursive: true })
  await writeFile(file, 'precious')
  await expect(workspace.demo({})).rejects.toThrow(/demo is not empty and not an earlier demo's; .* with folder$/)
  expect(await readFile(file, 'utf8')).toBe('precious')
})
