import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { trustFolder } from '../../src/workspace/trusted-folders.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** A workspace with a feature set that does something else besides. */
async function workspaceDoing(statement: string): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'features'))
  await trustFolder(folder)
  const source = `
    import { defineFeatureSet, gridAfterHistory, makeFrame } from 'followupward'
    export default defineFeatureSet({
      id: 'Bad', version: 1, history: 0, columns: [{ name: 'close' }],
      compute(candles) {
        ${statement}
        return makeFrame(gridAfterHistory('Bad', 0, candles), [['close', Float32Array.from(candles.close)]])
      },
    })`
  await writeFile(join(folder, 'features/Bad.ts'), source)
  const minutes = ['2024-01-01T00:00:00Z', '2024-01-01T00:01:00Z'].map((time) => `${time},1,2,1,2,5`)
  await writeFile(join(folder, 'xyz.csv'), ['time,open,high,low,close,volume', ...minutes, ''].join('\n'))
  return folder
}

interface Ended {
  readonly code: number | string | undefined
  readonly err: string
}

function followupward(args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd }, (error, _, err) => {
      resolve({ code: error ? (error.code ?? undefined) : 0, err })
    })
  })
}

const compute = ['compute', 'Bad', '--candles', 'xyz.csv', '--out', 'bad.csv']

describe('a definition', () => {
  test('that does nothing else is computed', async () => {
    const { code, err } = await followupward(compute, await workspaceDoing(''))
    expect(code).toBe(0)
    expect(err).not.toContain('error')
  })

  test('that ends the process does not make it look done', async () => {
    const { code, err } = await followupward(compute, await workspaceDoing('process.exit(0)'))
    expect(code).toBe(1)
    expect(err).toMatch(/^error: the process was ended from inside before the command was done/m)
  })

  test('whose promise fails unheard ends the command in one line', async () => {
    const { code, err } = await followupward(compute, await workspaceDoing("void Promise.reject(new Error('lost'))"))
    expect(code).toBe(1)
    expect(err).toBe('error: unexpected: lost (run again with --verbose for the stack)\n')
  })
})
