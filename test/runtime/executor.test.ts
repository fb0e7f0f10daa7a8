import { spawn, spawnSync } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { CancelledError, UserError } from '../../src/core/errors.js'
import { isRunning } from '../../src/core/is-running.js'
import { openExecutor, type Executor, type ExecutorOptions, type Task } from '../../src/runtime/executor.js'
import { workerUrl } from '../../src/runtime/worker-url.js'
import { systemClock } from '../../src/workspace/system-clock.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const built = (name: string): string => workerUrl(new URL('../../src/x.ts', import.meta.url).href, name).href

/** Handlers that do what can go well or wrong. */
const SCRIPT = `
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from '${import.meta.resolve('zod')}'
import { UserError } from '${built('./core/errors.js')}'
import { serveTasks, taskHandler } from '${built('./runtime/serve-tasks.js')}'
serveTasks({
  square: taskHandler(z.strictObject({ value: z.number(), wait: z.number().optional() }), async ({ value, wait = 0 }) => {
    await sleep(wait)
    return { square: value * value, pid: process.pid }
  }),
  span: async () => {
    const from = Date.now()
    await sleep(20)
    return [from, Date.now()]
  },
  meet: async ({ folder, name, count }) => {
    writeFileSync(folder + '/' + name + count, '')
    const names = Array.from({ length: count }, (_, i) => folder + '/' + i + count)
    while (!names.every((name) => existsSync(name))) await sleep(5)
    return process.pid
  },
  report: async (_request, { progress }) => {
    for (let done = 1; done <= 3; done++) progress({ done, total: 3 })
    return 'done'
  },
  patient: async (_request, { signal, progress }) => {
    progress(process.pid)
    while (!signal.aborted) await sleep(5)
    throw new Error('stopped at a safe point')
  },
  endless: async (_request, { progress }) => {
    progress(process.pid)
    await sleep(20)
    for (;;);
  },
  deaf: async (_request, { progress }) => {
    progress(process.pid)
    await new Promise(() => setInterval(() => {}, 1000))
  },
  refuse: async () => {
    throw new UserError('no such base')
  },
  exit: async () => process.exit(3),
  throwLate: async () => {
    setTimeout(() => { throw new TypeError('thrown late') })
    await sleep(10_000)
  },
  fill: async () => {
    const all = []
    for (;;) all.push(Array.from({ length: 1000 }, () => ({})))
  },
  odd: async () => NaN,
  foreign: async () => {
    process.send({ other: 1 })
    await new Promise(() => {})
  },
  leave: async () => {
    process.disconnect()
    await new Promise(() => setInterval(() => {}, 1000))
  },
  print: async () => {
    console.log('to standard output')
    console.error('to standard error')
    return null
  },
  env: async ({ name }) => process.env[name] ?? null,
})
`

async function writeEntry(text = SCRIPT): Promise<URL> {
  const file = join(await temporaryFolder(), 'entry.mjs')
  await writeFile(file, text)
  return pathToFileURL(file)
}

async function executorWith(options: Partial<ExecutorOptions> = {}): Promise<Executor> {
  const entry = options.entry ?? (await writeEntry())
  const executor = openExecutor({ workers: 2, megabytes: 1000, env: {}, clock: systemClock, ...options, entry })
  onTestFinished(() => executor.close())
  return executor
}

const task = (name: string, request: unknown = null, megabytes = 10): Task => ({ task: name, request, megabytes })

const squareSchema = z.strictObject({ square: z.number(), pid: z.number() })

/** Resolves to the process of a task that reports it. */
function pidOf(): { pid: Promise<number>; onProgress: (index: number, value: unknown) => void } {
  const reports = new EventEmitter()
  const pid = once(reports, 'pid').then(([value]) => z.number().parse(value))
  return { pid, onProgress: (_index, value) => void reports.emit('pid', value) }
}

async function waitUntilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await sleep(5)
}

const oneLine = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  )
  const message = error instanceof Error ? error.message : ''
  expect(message).not.toContain('\n')
  return message
}

describe('an executor', () => {
  test('gives the results in the order of the requests, with any number of workers and in any order of finishing', async () => {
    for (const workers of [1, 2, 4]) {
      const executor = await executorWith({ workers })
      const tasks = Array.from({ length: 8 }, (_, value) => task('square', { value, wait: (7 - value) * 5 }))
      const results = squareSchema.array().parse(await executor.run(tasks))
      expect(results.map(({ square }) => square)).toEqual([0, 1, 4, 9, 16, 25, 36, 49])
      expect(new Set(results.map(({ pid }) => pid)).size).toBeLessThanOrEqual(workers)
    }
  })

  test('does a hundred small tasks in processes that are used again, also by the next run', async () => {
    const executor = await executorWith({ workers: 3 })
    const tasks = Array.from({ length: 100 }, (_, value) => task('square', { value }))
    const runs = [await executor.run(tasks), await executor.run(tasks)].map((run) => squareSchema.array().parse(run))
    for (const run of runs) expect(run.map(({ square }) => square)).toEqual(tasks.map((_, value) => value * value))
    expect(new Set(runs.flat().map(({ pid }) => pid)).size).toBeLessThanOrEqual(3)
  })

  test('runs tasks at the same time, and two runs beside each other', async () => {
    const executor = await executorWith({ workers: 4 })
    const folder = await temporaryFolder()
    const meet = (name: number): Task => task('meet', { folder, name, count: 4 })
    const pids = await Promise.all([executor.run([meet(0), meet(1)]), executor.run([meet(2), meet(3)])])
    expect(new Set(pids.flat()).size).toBe(4)
  })

  test('passes on what tasks report, with their place', async () => {
    const executor = await executorWith()
    const reports: string[] = []
    const onProgress = (index: number, value: unknown): void => void reports.push(`${index} ${JSON.stringify(value)}`)
    expect(await executor.run([task('report'), task('report')], { onProgress })).toEqual(['done', 'done'])
    const wanted = [0, 1].map((index) => [1, 2, 3].map((done) => `${index} {"done":${done},"total":3}`))
    expect([0, 1].map((index) => reports.filter((line) => line.startsWith(`${index} `)))).toEqual(wanted)
  })

  test('gives processes the environment that was given, and passes on what they print', async () => {
    const lines: string[] = []
    const executor = await executorWith({ env: { COLOUR: 'red' }, log: (line) => void lines.push(line) })
    expect(await executor.run([task('env', { name: 'COLOUR' }), task('env', { name: 'HOME' })])).toEqual(['red', null])
    await executor.run([task('print')])
    await executor.close()
    expect(lines.sort()).toEqual(['to standard error', 'to standard output'])
  })
})

describe('the memory of an executor', () => {
  test('is shared by the tasks that run at the same time', async () => {
    const executor = await executorWith({ workers: 4, megabytes: 1000 })
    const spans = z
      .array(z.tuple([z.number(), z.number()]))
      .parse(await executor.run(Array.from({ length: 5 }, () => task('span', null, 600))))
    const byStart = spans.toSorted(([a], [b]) => a - b)
    byStart.slice(1).forEach(([from], i) => expect(from).toBeGreaterThanOrEqual(byStart[i]?.[1] ?? Infinity))
  })

  test('refuses a task that needs more, with numbers, before anything is started', async () => {
    const executor = await executorWith({ megabytes: 1000 })
    const tasks = [task('exit'), { ...task('span', null, 1001), name: 'F of btc' }]
    expect(await oneLine(executor.run(tasks))).toBe(
      'F of btc needs 1001 MB of memory, but all workers together may use 1000 MB: allow more, or give it less to do at once',
    )
    expect(await oneLine(executor.run([task('span', null, 0)]))).toMatch(/span 1 needs 0 MB: expected a whole number/)
  })

  test('is given back by a process that was large, so that small tasks run beside each other again', async () => {
    const executor = await executorWith({ megabytes: 1000 })
    const folder = await temporaryFolder()
    const meet = (name: number, count: number, megabytes: number): Task =>
      task('meet', { folder, name, count }, megabytes)
    await executor.run([meet(0, 1, 900)])
    const pids = await executor.run([meet(0, 2, 400), meet(1, 2, 400)])
    expect(new Set(pids).size).toBe(2)
    await executor.run([meet(0, 1, 1000)])
  })
})

describe('cancelling', () => {
  test('stops a task at its next safe point; the process is used again', async () => {
    const executor = await executorWith({ workers: 1 })
    const controller = new AbortController()
    const { pid, onProgress } = pidOf()
    const run = executor.run([task('patient'), task('exit')], { signal: controller.signal, onProgress })
    const first = await pid
    controller.abort()
    await expect(run).rejects.toThrow(new CancelledError('0 of 2 tasks were done'))
    const [again] = squareSchema.array().parse(await executor.run([task('square', { value: 1 })]))
    expect(again?.pid).toBe(first)
  })

  test.each(['endless', 'deaf'])(
    'kills a task that does not stop (%s) after the grace time of the clock',
    async (name) => {
      const passing = new EventEmitter()
      const clock = {
        now: () => 1000,
        sleepUntil: async (time: number, signal?: AbortSignal) => void (await once(passing, `${time}`, { signal })),
      }
      const executor = await executorWith({ grace: 300, clock })
      const controller = new AbortController()
      const { pid, onProgress } = pidOf()
      const run = executor.run([task(name)], { signal: controller.signal, onProgress })
      const first = await pid
      controller.abort()
      expect(isRunning(first)).toBe(true)
      passing.emit('1300')
      await expect(run).rejects.toThrow(CancelledError)
      await waitUntilGone(first)
      const [again] = squareSchema.array().parse(await executor.run([task('square', { value: 1 })]))
      expect(again?.pid).not.toBe(first)
    },
  )

  test('before the start starts nothing', async () => {
    const executor = await executorWith()
    await expect(executor.run([task('exit')], { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError)
  })
})

describe('a worker that dies', () => {
  const deaths: readonly (readonly [string, RegExp])[] = [
    ['exit', /^the worker process of exit 1 ended with exit code 3 before it was done: look for process\.exit/],
    [
      'throwLate',
      /^the worker process of throwLate 1 ended with exit code 1 before it was done: TypeError: thrown late$/,
    ],
    ['leave', /^the worker process of leave 1 ended with exit code \d before it was done/],
    ['foreign', /^the worker process of foreign 1 was killed/],
  ]

  test.each(deaths)('fails its task in one line: %s', async (name, message) => {
    const executor = await executorWith({ workers: 1 })
    expect(await oneLine(executor.run([task(name)]))).toMatch(message)
    expect(await executor.run([task('report')])).toEqual(['done'])
  })

  test('fails it where memory runs out', async () => {
    const executor = await executorWith({ workers: 1, env: { NODE_OPTIONS: '--max-old-space-size=20' } })
    expect(await oneLine(executor.run([task('fill', null, 20)]))).toBe(
      'the worker process of fill 1 ran out of memory; it was said to need 20 MB: give it less to do at once',
    )
  })

  test('by kill -9 fails its task alone where the others are to go on', async () => {
    const executor = await executorWith()
    const { pid, onProgress } = pidOf()
    const tasks = [task('deaf', null, 70), task('square', { value: 3 }), task('square', { value: 4 })]
    const run = executor.runSettled(tasks, { onProgress })
    process.kill(await pid, 'SIGKILL')
    const outcomes = await run
    expect(outcomes).toMatchObject([
      {
        status: 'rejected',
        reason: new UserError(
          'the worker process of deaf 1 was killed, as the system does where memory runs out; it was said to need 70 MB',
        ),
      },
      { status: 'fulfilled', value: { square: 9 } },
      { status: 'fulfilled', value: { square: 16 } },
    ])
  })

  test('cancels the others where they are not', async () => {
    const executor = await executorWith()
    const { pid, onProgress } = pidOf()
    const run = executor.run([task('patient'), task('refuse')], { onProgress })
    await expect(run).rejects.toThrow(new UserError('no such base'))
    expect(isRunning(await pid)).toBe(true)
  })

  test('while it is idle does no harm', async () => {
    const executor = await executorWith({ workers: 1 })
    const [first] = squareSchema.array().parse(await executor.run([task('square', { value: 1 })]))
    process.kill(first?.pid ?? 0, 'SIGKILL')
    await waitUntilGone(first?.pid ?? 0)
    expect(await executor.run([task('report')])).toEqual(['done'])
  })

  test('before it has begun is told of with the reason', async () => {
    const executor = await executorWith({ entry: await writeEntry("import './nowhere.js'\n") })
    expect(await oneLine(executor.run([task('report')]))).toMatch(
      /^the worker process of report 1 ended with exit code 1 before it was done: Error \[ERR_MODULE_NOT_FOUND\]: Cannot find module/,
    )
  })
})

describe('an error', () => {
  test('of a handler arrives by its kind', async () => {
    const executor = await executorWith()
    await expect(executor.run([task('refuse')])).rejects.toThrow(UserError)
    await expect(executor.run([task('nothing')])).rejects.toThrow(/^no task is called nothing; there are square, span/)
    await expect(executor.run([task('square', { value: 'one' })])).rejects.toThrow(/expected number/)
  })

  test('is a value or a request that JSON cannot hold', async () => {
    const executor = await executorWith()
    await expect(executor.run([task('odd')])).rejects.toThrow('the value is NaN, which JSON cannot hold')
    await expect(executor.run([task('square', { value: new Map() })])).rejects.toThrow(
      'value is Map, which JSON cannot hold',
    )
    const left = task('square', { value: 2, wait: undefined })
    expect(await executor.run([left])).toMatchObject([{ square: 4 }])
  })
})

/** A script that opens an executor of its own and does something with it. */
async function writeScript(body: string): Promise<string> {
  const script = await writeEntry(`
import { openExecutor } from '${built('./runtime/executor.js')}'
import { systemClock } from '${built('./workspace/system-clock.js')}'
const entry = new URL('${(await writeEntry()).href}')
const executor = openExecutor({ entry, workers: 2, megabytes: 100, env: {}, clock: systemClock, grace: 100 })
const task = (task, request = null) => ({ task, request, megabytes: 1 })
${body}`)
  return fileURLToPath(script)
}

describe('at the end', () => {
  test('close ends all processes, whatever was running, and nothing can be run any more', async () => {
    const executor = await executorWith({ workers: 3, grace: 100 })
    const { pid, onProgress } = pidOf()
    const running = executor.run([task('deaf'), task('patient'), task('exit', null, 990)], { onProgress })
    const closed = expect(running).rejects.toThrow(new CancelledError('the executor was closed'))
    const deaf = await pid
    await executor.close()
    await closed
    await executor.close()
    expect(isRunning(deaf)).toBe(false)
    await expect(executor.run([task('report')])).rejects.toThrow('the executor is closed')
  })

  test('close leaves no handle and no timer', async () => {
    const script = await writeScript(`
const pid = await new Promise((resolve) => {
  executor.run([task('deaf'), task('patient')], { onProgress: (_, pid) => resolve(pid) }).catch(() => {})
})
await executor.close()
const isLeft = () => process.getActiveResourcesInfo().some((name) => /Process|Pipe|Timeout/.test(name))
for (let turn = 0; isLeft() && turn < 1000; turn++) await new Promise((resolve) => setImmediate(resolve))
const left = isLeft() ? process.getActiveResourcesInfo().join() : 'nothing'
console.log(left)
`)
    // Standard error that is a pipe would be one of the handles.
    const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    expect(stdout).toBe('nothing\n')
  })

  test('a script ends by itself without close, and its workers with it', async () => {
    const script = await writeScript(`
const [{ pid }] = await executor.run([task('square', { value: 2 })])
console.log(pid)
`)
    const { stdout, status } = spawnSync(process.execPath, [script], { encoding: 'utf8' })
    expect(status).toBe(0)
    await waitUntilGone(Number(stdout))
  })

  test('workers end with a process that was killed, and not by Ctrl-C, which is for that process to act on', async () => {
    const script = await writeScript(
      "await executor.run([task('deaf')], { onProgress: (_, pid) => console.log(pid) })\n",
    )
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [chunk] = z.array(z.instanceof(Buffer)).parse(await once(child.stdout, 'data'))
    const worker = Number(chunk?.toString())
    process.kill(worker, 'SIGINT')
    await sleep(50)
    expect(isRunning(worker)).toBe(true)
    child.kill('SIGKILL')
    await waitUntilGone(worker)
  })
})
