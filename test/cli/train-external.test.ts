import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Io } from '../../src/cli/io.js'
import { run } from '../../src/cli/run.js'
import { runEventSchema } from '../../src/workspace/train/run-log-events.js'
import { splitCommand } from '../../src/workspace/train/external/split-command.js'
import { loadClassifier } from '../../src/classifier/classifier-files.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { fillTrainingWorkspace, trainArgs } from '../support/training-workspace.js'

const fixture = fileURLToPath(new URL('../fixtures/nets/', import.meta.url))

/** Programs that train nothing: each gets its folder as the last argument. */
const PROGRAMS = {
  'good.mjs': `import { copyFileSync } from 'node:fs'
    console.log('one round')
    copyFileSync(${JSON.stringify(`${fixture}lightgbm-zipmap.onnx`)}, process.argv.at(-1) + '/model.onnx')`,
  'window.mjs': `import { copyFileSync } from 'node:fs'
    copyFileSync(${JSON.stringify(`${fixture}torch-window.onnx`)}, process.argv.at(-1) + '/model.onnx')`,
  'fails.mjs': `console.error('Traceback:\\n  ^^^^^\\nno such column')
    process.exit(3)`,
  'forgets.mjs': '',
  'torn.mjs': `import { writeFileSync } from 'node:fs'
    writeFileSync(process.argv.at(-1) + '/model.onnx', 'half a mod')`,
  'sleeps.mjs': `import { spawn } from 'node:child_process'
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 100000)'])
    console.log('child ' + child.pid)
    setTimeout(() => {}, 100000)`,
  'leaves.mjs': `import { spawn } from 'node:child_process'
    spawn(process.execPath, ['-e', 'setTimeout(() => {}, 100000)'], { stdio: 'inherit' }).unref()
    console.error('left')
    process.exit(4)`,
  'stays.mjs': `import { spawn } from 'node:child_process'
    const deaf = "process.on('SIGTERM', () => {}); console.log('child ' + process.pid); setTimeout(() => {}, 100000)"
    spawn(process.execPath, ['-e', deaf], { stdio: 'inherit' })
    process.on('SIGTERM', () => process.exit(0))`,
} as const

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
  for (const [name, text] of Object.entries(PROGRAMS)) await writeFile(join(folder, name), text)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const ARGS = trainArgs()

const externalArgs = (program: keyof typeof PROGRAMS, ...more: string[]): string[] => [
  ...ARGS,
  '--external',
  `"${process.execPath}" ${program}`,
  ...more,
]

const keptArgs = (name: string, ...more: string[]): string[] =>
  externalArgs('good.mjs', '--external-folder', name, '--name', name, ...more)

const requestSchema = z.object({
  seed: z.number(),
  classes: z.array(z.string()),
  columns: z.array(z.string()),
  bases: z.array(z.string()),
  classCounts: z.array(z.number()),
})

describe('train --external', () => {
  test('the program gets rows and labels, its net becomes a classifier', async () => {
    const io = fakeIo(folder)
    const args = externalArgs('good.mjs', '--external-folder', 'work', '--select', 'seed', '--name', 'trees', '--json')
    expect(await run(args, io), io.stderr()).toBe(0)
    expect(io.stderr()).toContain('one round')
    const request = requestSchema.parse(JSON.parse(await readFile(join(folder, 'work', 'request.json'), 'utf8')))
    expect(request).toMatchObject({ seed: 1, classes: ['hold', 'buy', 'sell'], bases: ['one', 'two'] })
    const table = tableFromIPC(await readFile(join(folder, 'work', 'train.arrow')))
    expect(table.schema.fields.map(({ name }) => name)).toEqual([
      'timestamp',
      'base',
      ...request.columns,
      'label',
      'weight',
    ])
    expect(table.numRows).toBe(2 * (2880 - 28))
    expect(request.classCounts).toEqual(
      [0, 1, 2].map((label) => [...(table.getChild('label') ?? [])].filter((one) => one === label).length),
    )
    const first = z.object({ timestamp: z.number(), base: z.string() })
    expect(first.parse(table.get(0)?.toJSON())).toEqual({ timestamp: Date.UTC(2024, 0, 11), base: 'one' })
    expect(first.parse(table.get(table.numRows - 1)?.toJSON()).base).toBe('two')
    // Scaled by the middle and the span of the training rows of each base.
    const column: unknown = table.getChild(request.columns[0] ?? '')?.toArray()
    const values = column instanceof Float32Array ? column.subarray(0, 2852).toSorted() : []
    expect(values[1426]).toBeCloseTo(0, 2)
    const { description } = await loadClassifier(join(folder, 'classifiers', 'trees'))
    expect(description.origin).toMatchObject({ kind: 'external', format: 'onnx', output: 'probabilities' })
    expect(description.bases[0]?.candles.hash).toMatch(/^[0-9a-f]{64}$/)
    const runs = await readdir(join(folder, 'runs'))
    const lines = (await readFile(join(folder, 'runs', runs[0] ?? ''), 'utf8')).trimEnd().split('\n')
    const events = lines.map((line) => runEventSchema.parse(JSON.parse(line)))
    expect(events).toMatchObject([
      {
        event: 'start',
        request: { external: `"${process.execPath}" good.mjs`, name: 'trees' },
        name: 'trees',
        settings: { 'external command': `"${process.execPath}" good.mjs` },
      },
      { event: 'epoch', best: true, report: { epoch: 1, gain: description.history[0]?.gain } },
      {
        event: 'end',
        stopped: 'epochs',
        epoch: 1,
        saved: true,
      },
    ])
    expect(JSON.stringify(events.at(-1))).toMatch(/"the external command took [\d.]+ s"/)
    const assessing = fakeIo(folder)
    expect(await run(['assess', 'trees', '--json', '--set', 'validation'], assessing), assessing.stderr()).toBe(0)
  }, 60_000)

  test('rows in a file, because they are more than may be in memory, are the same', async () => {
    expect(await run(keptArgs('held'), fakeIo(folder))).toBe(0)
    expect(await run(keptArgs('mapped', '--memory', '0'), fakeIo(folder))).toBe(0)
    for (const file of ['train.arrow', 'validation.arrow', 'request.json']) {
      const bytes = await readFile(join(folder, 'mapped', file))
      expect(bytes.equals(await readFile(join(folder, 'held', file))), file).toBe(true)
    }
    expect(await readdir(join(folder, 'data', 'rows'))).toHaveLength(2)
    const [held, mapped] = await Promise.all(
      ['held', 'mapped'].map((name) => loadClassifier(join(folder, 'classifiers', name))),
    )
    expect(mapped?.description).toEqual({ ...held?.description, origin: mapped?.description.origin })
  }, 60_000)

  const failures: readonly (readonly [keyof typeof PROGRAMS, RegExp, readonly string[]])[] = [
    ['fails.mjs', /fails\.mjs .* ended with exit code 3; its last lines: Traceback: \| no such column/, []],
    ['forgets.mjs', /ended well but left no model\.onnx/, []],
    ['torn.mjs', /model\.onnx is no ONNX model, or was cut short/, []],
    ['window.mjs', /model\.onnx looks at 5 minutes, but the program was given single rows/, []],
    // What it leaves behind has its outputs open.
    ['leaves.mjs', /leaves\.mjs .* ended with exit code 4; its last lines: left/, []],
    ['sleeps.mjs', /took longer than 0\.02 minutes and was ended/, ['--external-timeout', '0.02']],
  ]
  test.each(failures)(
    '%s: %s, and nothing is saved',
    async (program, line, more) => {
      const io = fakeIo(folder)
      expect(await run(externalArgs(program, '--name', 'failed', ...more), io)).toBe(1)
      const last = io.stderr().trim().split('\n').at(-1)
      expect(last).toMatch(line)
      expect(await readdir(join(folder, 'classifiers')).catch(() => [])).not.toContain('failed')
      const log = (await readdir(join(folder, 'runs'))).filter((name) => name.endsWith('-failed.jsonl')).sort()
      const events = (await readFile(join(folder, 'runs', log.at(-1) ?? ''), 'utf8')).trimEnd().split('\n')
      expect(JSON.parse(events.at(-1) ?? '')).toMatchObject({ event: 'end', stopped: 'failed', saved: false })
    },
    60_000,
  )

  test('a model that lay in the folder before is not taken for the one that was trained', async () => {
    await mkdir(join(folder, 'used'))
    await copyFile(`${fixture}lightgbm-zipmap.onnx`, join(folder, 'used', 'model.onnx'))
    const io = fakeIo(folder)
    expect(await run(externalArgs('forgets.mjs', '--external-folder', 'used', '--name', 'stale'), io)).toBe(1)
    expect(io.stderr()).toMatch(/left no model\.onnx/)
  }, 60_000)

  test.each(['sleeps.mjs', 'stays.mjs'] as const)(
    'Ctrl-C ends %s and what it started, and nothing is saved',
    async (program) => {
      const io = fakeIo(folder)
      expect(await run(externalArgs(program, '--name', 'stopped'), interruptedAt(io, /^child/))).toBe(130)
      expect(io.stderr()).toContain('nothing was saved')
      const child = Number(/child (\d+)/.exec(io.stderr())?.[1])
      await expect.poll(() => isRunning(child), { timeout: 10_000 }).toBe(false)
      expect(await readdir(join(folder, 'classifiers')).catch(() => [])).not.toContain('stopped')
    },
    60_000,
  )

  test('a program that is not there, and options of our own nets, are refused', async () => {
    const io = fakeIo(folder)
    expect(await run([...ARGS, '--external', 'no-such-program-here', '--name', 'none'], io)).toBe(1)
    expect(io.stderr()).toContain('no-such-program-here')
    expect(io.stderr()).toMatch(/was not found; is the program installed/)
    const other = fakeIo(folder)
    expect(await run(externalArgs('good.mjs', '--epochs', '3'), other)).not.toBe(0)
    expect(other.stderr()).toMatch(/--external and --epochs exclude each other/)
  }, 60_000)
})

test('a command is split as a shell does', () => {
  expect(splitCommand(`python "my script.py" --name 'it is' a\\ b "say \\"x\\""`)).toEqual([
    'python',
    'my script.py',
    '--name',
    'it is',
    'a b',
    'say "x"',
  ])
  expect(splitCommand(String.raw`C:\python\python.exe x ''`)).toEqual([String.raw`C:\python\python.exe`, 'x', ''])
  expect(() => splitCommand('python "x')).toThrow(/a quote \("\) is not closed/)
  expect(() => splitCommand('  ')).toThrow(/names no program/)
})

const interruptedAt = (io: FakeIo, line: RegExp): Io => ({
  ...io,
  err: (text) => {
    io.err(text)
    if (line.test(text)) io.interrupt()
  },
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
