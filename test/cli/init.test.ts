import { execFile } from 'node:child_process'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { HOUR_RETURN, createUserWorkspace } from '../support/user-files.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const node = (args: readonly string[], cwd: string): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, [...args], { cwd })
const reportSchema = z.object({ folder: z.string(), written: z.array(z.string()), kept: z.array(z.string()) })
const CLI = join(root, 'dist/cli/main.js')

/** Seventy candles at one price. */
function candleCsv(): string {
  const lines = Array.from({ length: 70 }, (_, i) => [Date.UTC(2024, 0, 1, 0, i), 1, 1, 1, 1, 1].join(','))
  return ['timestamp,open,high,low,close,volume', ...lines, ''].join('\n')
}

describe('init', () => {
  test('begins a feature set and a target that pass their checks', async () => {
    const io = fakeIo(await temporaryFolder())
    expect(await run(['init'], io)).toBe(0)
    expect((await readdir(io.cwd)).sort()).toEqual([
      'features',
      'followupward.yaml',
      'metrics',
      'sets_split.csv',
      'targets',
      'tsconfig.json',
    ])
    expect(await run(['check', 'ExampleReturns', 'ExampleHigher', '--quick'], io), io.stdout()).toBe(0)
    expect(io.stdout()).toMatch(/ExampleReturns .* 11\/11 +- +0\n/)
    expect(io.stdout()).toMatch(/ExampleHigher .* 11\/11 +- +0\n/)
  })

  test('tells an editor the types, in a folder without an installation', async () => {
    const folder = await temporaryFolder()
    await node([CLI, 'init'], folder)
    await node([join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], folder)
    const file = join(folder, 'features/ExampleReturns.ts')
    await writeFile(file, (await readFile(file, 'utf8')).replace('candles.grid', 'candles.gird'))
    await expect(node([join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], folder)).rejects.toHaveProperty(
      'stdout',
      "features/ExampleReturns.ts(31,31): error TS2339: Property 'gird' does not exist on type 'Candles'.\n",
    )
  })

  test('tells what it leaves as it is; a workspace is not made twice, whatever its configuration', async () => {
    const io = fakeIo(await temporaryFolder())
    await writeFile(join(io.cwd, 'tsconfig.json'), '{}')
    expect(await run(['init'], io)).toBe(0)
    expect(io.stderr()).toBe('note: tsconfig.json is there already and stays as it is\n')
    await writeFile(join(io.cwd, 'followupward.yaml'), 'quote: [')
    expect(await run(['init'], io)).toBe(1)
    expect(io.stderr()).toMatch(/followupward\.yaml is there already; choose another folder or remove it first\n$/)
    expect(await run(['init', 'market'], io)).toBe(0)
    expect(io.stdout()).toContain(`A new workspace is in ${join(io.cwd, 'market')}: edit followupward.yaml`)
  })

  test('says as JSON what it wrote, into the folder of --workspace too', async () => {
    const io = fakeIo(await temporaryFolder())
    await mkdir(join(io.cwd, 'market'))
    await writeFile(join(io.cwd, 'market/sets_split.csv'), '')
    expect(await run(['init', '--workspace', 'market', '--json'], io)).toBe(0)
    const { folder, written, kept } = reportSchema.parse(JSON.parse(io.stdout()))
    expect([folder, kept]).toEqual([join(io.cwd, 'market'), ['sets_split.csv']])
    expect(written).toContain('features/ExampleReturns.ts')
    expect(await readdir(io.cwd)).toEqual(['market'])
  })
})

describe('own definitions in a real process', () => {
  test('an error names the line of the source, one line long', async () => {
    const wrong = HOUR_RETURN.replace(
      'const values',
      'const none: { a?: { b: number } } = {}\n    none.a.b\n    const values',
    )
    const folder = await createUserWorkspace({ 'features/HourReturn.ts': wrong })
    await writeFile(join(folder, 'candles.csv'), candleCsv())
    const file = join(folder, 'features/HourReturn.ts')
    await expect(node([CLI, 'compute', 'HourReturn', '--candles', 'candles.csv'], folder)).rejects.toMatchObject({
      stderr: `error: ${file}:15: compute of HourReturn failed: Cannot read properties of undefined (reading 'b')\n`,
    })
    expect(await readdir(join(folder, 'features'))).toEqual(['HourReturn.ts', 'lib'])
    await writeFile(file, HOUR_RETURN)
    const { stdout } = await node([CLI, 'compute', 'HourReturn', '--candles', 'candles.csv'], folder)
    expect(stdout).toContain('10 rows from 2024-01-01T01:00Z')
  })

  test('what a definition prints goes to standard error, beside the result', async () => {
    const text = HOUR_RETURN.replace('const values', "console.log('rows', grid.rows)\n    const values")
    const folder = await createUserWorkspace({ 'features/HourReturn.ts': text })
    await writeFile(join(folder, 'candles.csv'), candleCsv())
    const args = ['compute', 'HourReturn', '--candles', 'candles.csv', '--json']
    const { stdout, stderr } = await node([CLI, ...args], folder)
    expect(stderr).toBe('rows 10\n')
    expect(JSON.parse(stdout)).toHaveProperty('id', 'HourReturn')
    const checked = await node([CLI, 'check', 'HourReturn', '--quick'], folder)
    expect(checked.stdout).toMatch(/HourReturn .* 11\/11 /)
  })
})
