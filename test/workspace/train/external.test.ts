import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tableFromIPC } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { runEventSchema } from '../../../src/workspace/train/run-log-events.js'
import { splitCommand } from '../../../src/workspace/train/external/split-command.js'
import { loadClassifier } from '../../../src/classifier/classifier-files.js'
import { CancelledError } from '../../../src/core/errors.js'
import type { TrainRequest } from '../../../src/workspace/train/request.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { sharedFolder } from '../../support/shared-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const fixture = fileURLToPath(new URL('../../fixtures/nets/', import.meta.url))

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

const folder = sharedFolder(async (path) => {
  await fillTrainingWorkspace(path)
  for (const [name, text] of Object.entries(PROGRAMS)) await writeFile(join(path, name), text)
})

const externalRequest = (program: keyof typeof PROGRAMS, changes: Partial<TrainRequest> = {}): TrainRequest => ({
  ...TRAINING,
  bases: ['one', 'two'],
  external: `"${process.execPath}" ${program}`,
  ...changes,
})

/** The workspace that it was trained in, with what the program said. */
async function train(request: TrainRequest): Promise<TestWorkspace> {
  const workspace = await openTestWorkspace(folder.path)
  await workspace.train(request)
  return workspace
}

const requestSchema = z.object({
  seed: z.number(),
  classes: z.array(z.string()),
  columns: z.array(z.string()),
  bases: z.array(z.string()),
  classCounts: z.array(z.number()),
})

describe('training by another program', () => {
  test('the program gets rows and labels, its net becomes a classifier', async () => {
    const workspace = await train(
      externalRequest('good.mjs', { externalFolder: 'work', select: 'seed', name: 'trees' }),
    )
    expect(workspace.logged).toContain('one round')
    const request = requestSchema.parse(JSON.parse(await readFile(join(folder.path, 'work', 'request.json'), 'utf8')))
    expect(request).toMatchObject({ seed: 1, classes: ['hold', 'buy', 'sell'], bases: ['one', 'two'] })
    const table = tableFromIPC(await readFile(join(folder.path, 'work', 'train.arrow')))
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
    const { description } = await loadClassifier(join(folder.path, 'classifiers', 'trees'))
    expect(description.origin).toMatchObject({ kind: 'external', format: 'onnx', output: 'probabilities' })
    expect(description.bases[0]?.candles.hash).toMatch(/^[0-9a-f]{64}$/)
    const runs = await readdir(join(folder.path, 'runs'))
    const lines = (await readFile(join(folder.path, 'runs', runs[0] ?? ''), 'utf8')).trimEnd().split('\n')
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
    const { assessment } = await workspace.assess({ classifier: 'trees', set: 'validation' })
    expect(assessment.overall.rows).toBe(2 * 1440)
  })

  test('rows in a file, because they are more than may be in memory, are the same', async () => {
    await train(externalRequest('good.mjs', { externalFolder: 'held', name: 'held' }))
    await train(externalRequest('good.mjs', { externalFolder: 'mapped', name: 'mapped', memory: 0 }))
    for (const file of ['train.arrow', 'validation.arrow', 'request.json']) {
      const bytes = await readFile(join(folder.path, 'mapped', file))
      expect(bytes.equals(await readFile(join(folder.path, 'held', file))), file).toBe(true)
    }
    expect(await readdir(join(folder.path, 'data', 'rows'))).toHaveLength(2)
    const [held, mapped] = await Promise.all(
      ['held', 'mapped'].map((name) => loadClassifier(join(folder.path, 'classifiers', name))),
    )
    expect(mapped?.description).toEqual({ ...held?.description, origin: mapped?.description.origin })
  })

  const failures: readonly (readonly [keyof typeof PROGRAMS, RegExp, Partial<TrainRequest>])[] = [
    ['fails.mjs', /fails\.mjs .* ended with exit code 3; its last lines: Traceback: \| no such column/, {}],
    ['forgets.mjs', /ended well but left no model\.onnx/, {}],
    ['torn.mjs', /model\.onnx is no ONNX model, or was cut short/, {}],
    ['window.mjs', /model\.onnx looks at 5 minutes, but the program was given single rows/, {}],
    // What it leaves behind has its outputs open.
    ['leaves.mjs', /leaves\.mjs .* ended with exit code 4; its last lines: left/, {}],
    ['sleeps.mjs', /took longer than 0\.02 minutes and was ended/, { externalTimeout: 0.02 }],
  ]
  test.each(failures)('%s: %s, and nothing is saved', async (program, line, changes) => {
    await expect(train(externalRequest(program, { name: 'failed', ...changes }))).rejects.toThrow(line)
    expect(await readdir(join(folder.path, 'classifiers')).catch(() => [])).not.toContain('failed')
    const log = (await readdir(join(folder.path, 'runs'))).filter((name) => name.endsWith('-failed.jsonl')).sort()
    const events = (await readFile(join(folder.path, 'runs', log.at(-1) ?? ''), 'utf8')).trimEnd().split('\n')
    expect(JSON.parse(events.at(-1) ?? '')).toMatchObject({ event: 'end', stopped: 'failed', saved: false })
  })

  test('a model that lay in the folder before is not taken for the one that was trained', async () => {
    await mkdir(join(folder.path, 'used'))
    await copyFile(`${fixture}lightgbm-zipmap.onnx`, join(folder.path, 'used', 'model.onnx'))
    const request = externalRequest('forgets.mjs', { externalFolder: 'used', name: 'stale' })
    await expect(train(request)).rejects.toThrow(/left no model\.onnx/)
  })

  test.each(['sleeps.mjs', 'stays.mjs'] as const)(
    'stopping ends %s and what it started, and nothing is saved',
    async (program) => {
      const stop = new AbortController()
      const lines: string[] = []
      const log = (line: string): void => {
        lines.push(line)
        if (line.startsWith('child')) stop.abort(new Error('asked to stop'))
      }
      const workspace = await openTestWorkspace(folder.path, { log, signal: stop.signal })
      const error = await workspace.train(externalRequest(program, { name: 'stopped' })).catch((one: unknown) => one)
      expect(error).toBeInstanceOf(CancelledError)
      expect(String(error)).toContain('nothing was saved')
      const child = Number(/child (\d+)/.exec(lines.join('\n'))?.[1])
      await expect.poll(() => isRunning(child)).toBe(false)
      expect(await readdir(join(folder.path, 'classifiers')).catch(() => [])).not.toContain('stopped')
    },
  )

  test('a program that is not there, and options of our own nets, are refused', async () => {
    const missing = externalRequest('good.mjs', { external: 'no-such-program-here', name: 'none' })
    await expect(train(missing)).rejects.toThrow(/no-such-program-here.* was not found; is the program installed/s)
    await expect(train(externalRequest('good.mjs', { epochs: 3 }))).rejects.toThrow(
      /external and epochs exclude each other/,
    )
  })
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

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
