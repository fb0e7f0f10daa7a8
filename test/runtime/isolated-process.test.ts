import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CancelledError, UserError } from '../../src/core/errors.js'
import { isRunning } from '../../src/core/is-running.js'
import { LimitError } from '../../src/core/limit-error.js'
import { RequestError } from '../../src/core/request-error.js'
import { processorWait } from '../../src/runtime/processor-wait.js'
import { openIsolatedProcess, type IsolatedJob, type IsolatedProcess } from '../../src/runtime/isolated-process.js'
import { workerUrl } from '../../src/runtime/worker-url.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const built = (name: string): string => workerUrl(new URL('../../src/x.ts', import.meta.url).href, name).href

/** What content may make of a library. */
const SCRIPT = `
import { RequestError } from '${built('./core/request-error.js')}'
import { serveIsolated } from '${built('./runtime/serve-isolated.js')}'
const what = {
  pid: () => process.pid,
  environment: () => Object.keys(process.env),
  column: () => Float64Array.of(1, NaN, 3).subarray(1),
  loop: () => { for (;;); },
  buffers: () => { const all = []; for (;;) all.push(Buffer.alloc(2 ** 24, 1)) },
  heap: () => { const all = []; for (;;) all.push({ a: all.length, b: [all.length] }) },
  crash: () => process.kill(process.pid, 'SIGSEGV'),
  refuse: () => { throw new RequestError('{base} is wrong') },
  late: () => new Promise(() => setTimeout(() => { throw new Error('later') }, 1)),
}
serveIsolated(async (name) => what[name]())
`

async function open(): Promise<IsolatedProcess> {
  const script = join(await temporaryFolder(), 'script.mjs')
  await writeFile(script, SCRIPT)
  const isolated = openIsolatedProcess(() => pathToFileURL(script))
  onTestFinished(() => isolated.close())
  return isolated
}

const job = (request: string, more: Partial<IsolatedJob> = {}): IsolatedJob => ({
  name: `reading ${request}`,
  request,
  seconds: 60,
  megabytes: 256,
  ...more,
})

describe('an isolated process', () => {
  test('does one job after the other, without the environment, and is gone when it is closed', async () => {
    const isolated = await open()
    const pid = Number(await isolated.run(job('pid')))
    expect(await isolated.run(job('pid'))).toBe(pid)
    expect(await isolated.run(job('column'))).toEqual(Float64Array.of(Number.NaN, 3))
    expect(await isolated.run(job('environment'))).toEqual([])
    await isolated.close()
    expect(isRunning(pid)).toBe(false)
  })

  test('is given up where a job takes too long, and the next job gets a new one', async () => {
    const isolated = await open()
    const pid = Number(await isolated.run(job('pid')))
    const refusal = isolated.run(job('loop', { seconds: 0.2 }))
    await expect(refusal).rejects.toThrow(LimitError)
    await expect(refusal).rejects.toThrow(/^reading loop took longer than 0\.2 s and was given up/)
    expect(isRunning(pid)).toBe(false)
    expect(await isolated.run(job('pid'))).not.toBe(pid)
  })

  test.skipIf(process.platform !== 'linux')(
    'is not given up for the time in which others had the processors',
    async () => {
      const isolated = await open()
      const pid = Number(await isolated.run(job('pid')))
      const others = Array.from({ length: 3 * availableParallelism() }, () =>
        spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
      )
      onTestFinished(() => others.forEach((other) => void other.kill('SIGKILL')))
      const waited = processorWait(pid)
      const started = performance.now()
      let last = waited
      const watch = setInterval(() => (last = processorWait(pid) || last), 10)
      await expect(isolated.run(job('loop', { seconds: 1 }))).rejects.toThrow(/took longer than 1 s/)
      clearInterval(watch)
      const seconds = (performance.now() - started) / 1000
      // It ran a second for itself, and all that it waited came on top.
      expect(last - waited).toBeGreaterThan(100)
      expect(seconds).toBeGreaterThan(1 + 0.8 * ((last - waited) / 1000))
    },
  )

  test.each(['buffers', 'heap'])('is given up where %s take too much memory', async (request) => {
    const refusal = (await open()).run(job(request))
    await expect(refusal).rejects.toThrow(/took more than 256 MB of memory/)
    await expect(refusal).rejects.toThrow(LimitError)
  })

  test('ends at once where the signal is aborted, also in a loop', async () => {
    const isolated = await open()
    const pid = Number(await isolated.run(job('pid')))
    const abort = new AbortController()
    const stopped = isolated.run(job('loop', { signal: abort.signal }))
    abort.abort()
    await expect(stopped).rejects.toThrow(CancelledError)
    expect(isRunning(pid)).toBe(false)
    await expect(isolated.run(job('pid', { signal: abort.signal }))).rejects.toThrow(CancelledError)
  })

  test('does not outlive the process that started it, also in a loop', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'script.mjs'), SCRIPT)
    const starter = `
      import { openIsolatedProcess } from '${built('./runtime/isolated-process.js')}'
      const isolated = openIsolatedProcess(() => new URL('${pathToFileURL(join(folder, 'script.mjs')).href}'))
      const job = (request) => ({ name: request, request, seconds: 60, megabytes: 256 })
      console.log(await isolated.run(job('pid')))
      await isolated.run(job('loop'))`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', starter], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void parent.kill('SIGKILL'))
    const lines = createInterface({ input: parent.stdout })
    const pid = await new Promise<number>((resolve) => lines.once('line', (line) => resolve(Number(line))))
    expect(isRunning(pid)).toBe(true)
    parent.kill('SIGKILL')
    await expect.poll(() => isRunning(pid), { timeout: 30_000 }).toBe(false)
  })

  test('that crashes says so in one line', async () => {
    const refusal = (await open()).run(job('crash'))
    await expect(refusal).rejects.toThrow(UserError)
    await expect(refusal).rejects.toThrow('reading crash ended with SIGSEGV: the file is damaged; fetch it again')
  })

  test('passes on what was thrown, with the keys of a request, and what is thrown later', async () => {
    const isolated = await open()
    const error: unknown = await isolated.run(job('refuse')).catch((thrown: unknown) => thrown)
    expect(error instanceof RequestError ? [error.message, error.keys] : error).toEqual(['base is wrong', ['base']])
    await expect(isolated.run(job('late'))).rejects.toThrow('later')
  })
})
