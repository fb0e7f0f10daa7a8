import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { spawnCommands, type JobListener } from '../../../src/dashboard/jobs/spawn-job.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

interface Heard extends JobListener {
  readonly lines: string[]
  readonly over: Promise<number | undefined>
}

function listener(): Heard {
  const lines: string[] = []
  let ended: JobListener['ended'] | undefined
  const over = new Promise<number | undefined>((resolve) => {
    ended = resolve
  })
  return { lines, over, line: (line) => void lines.push(line), ended: (code) => ended?.(code) }
}

async function script(text: string): Promise<{ readonly script: string; readonly directory: string }> {
  const directory = await temporaryFolder()
  const file = join(directory, 'main.mjs')
  await writeFile(file, text)
  return { script: file, directory }
}

describe('runs of the command line', () => {
  test('tells every line of both streams and the code', async () => {
    const made = await script(`
      console.log(process.argv.slice(2).join('|')); console.error(process.env.FOLLOWUPWARD_PROGRESS + ' ' + process.env.MINE)
      process.stdout.write('no end of line'); process.exitCode = 3`)
    const heard = listener()
    spawnCommands({ ...made, env: { MINE: 'kept' } })(['a', 'b c'], heard)
    expect(await heard.over).toBe(3)
    expect(heard.lines.toSorted()).toEqual(['a|b c', 'json kept', 'no end of line'])
  })

  test('can be asked to stop', async () => {
    const made = await script(
      `process.on('SIGINT', () => process.exit(130)); setInterval(() => {}, 1000); console.log('on')`,
    )
    const heard = listener()
    const process = spawnCommands({ ...made, env: {} })([], heard)
    await expect.poll(() => heard.lines, { timeout: 20_000 }).toEqual(['on'])
    process.kill('SIGINT')
    expect(await heard.over).toBe(130)
  })

  test('prints into its log where it is to outlive us, and is heard from there', async () => {
    const made = await script(`console.log('to the log')`)
    const heard = listener()
    const log = join(made.directory, 'trade.log')
    await writeFile(log, 'an earlier run\n')
    spawnCommands({ ...made, env: {} })([], heard, log)
    expect(await heard.over).toBe(0)
    expect(heard.lines).toEqual(['to the log'])
    expect(await readFile(log, 'utf8')).toBe('an earlier run\nto the log\n')
  })
})
