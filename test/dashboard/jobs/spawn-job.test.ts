import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createSpawnJob, type JobListener, type SpawnOptions } from '../../../src/dashboard/jobs/spawn-job.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

interface Heard extends JobListener {
  readonly lines: string[]
  readonly over: Promise<number | undefined>
}

function listener(): Heard {
  const lines: string[] = []
  let ended: JobListener['onEnd'] | undefined
  const over = new Promise<number | undefined>((resolve) => {
    ended = resolve
  })
  return { lines, over, onLine: (line) => void lines.push(line), onEnd: (code) => ended?.(code) }
}

async function script(text: string): Promise<Omit<SpawnOptions, 'env'>> {
  const directory = await temporaryFolder()
  const file = join(directory, 'main.mjs')
  await writeFile(file, text)
  return { script: file, directory }
}

const JOB = { title: 'list', useCase: 'data.list', request: { bases: ['btc'] } } as const

describe('processes of jobs', () => {
  test('get their request on standard input, and are heard on both streams', async () => {
    const made = await script(`
      let text = ''
      for await (const part of process.stdin) text += part
      console.log(text); console.error(process.argv.length + ' ' + process.env.MINE)
      process.stdout.write('no end of line'); process.exitCode = 3`)
    const heard = listener()
    createSpawnJob({ ...made, env: { MINE: 'kept' } })(JOB, heard)
    expect(await heard.over).toBe(3)
    const request = JSON.stringify({ useCase: 'data.list', workspace: made.directory, request: { bases: ['btc'] } })
    expect(heard.lines.toSorted()).toEqual(['2 kept', 'no end of line', request])
  })

  test('can be asked to stop', async () => {
    const made = await script(
      `process.on('SIGINT', () => process.exit(130)); setInterval(() => {}, 1000); console.log('on')`,
    )
    const heard = listener()
    const process = createSpawnJob({ ...made, env: {} })(JOB, heard)
    await expect.poll(() => heard.lines, { timeout: 20_000 }).toEqual(['on'])
    process.kill('SIGINT')
    expect(await heard.over).toBe(130)
  })

  test('write into their log where they are to go on without us, and are heard from there', async () => {
    const made = await script(`console.log('to the log'); console.log('x'.repeat(300_000))`)
    const heard = listener()
    const logFile = join(made.directory, 'trade.log')
    await writeFile(logFile, 'an earlier run\n')
    createSpawnJob({ ...made, env: {} })({ ...JOB, logFile }, heard)
    expect(await heard.over).toBe(0)
    expect(heard.lines).toEqual(['to the log', 'x'.repeat(300_000)])
    expect(await readFile(logFile, 'utf8')).toBe(`an earlier run\nto the log\n${'x'.repeat(300_000)}\n`)
  })
})
