import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'

const run = promisify(execFile)
const folder = join(import.meta.dirname, '../../bench')
const files = readdirSync(folder).filter((name) => name.endsWith('.bench.mjs'))
const names = files.map((name) => name.replace('.bench.mjs', '')).sort()
const document = z.object({ bench: z.string(), rows: z.array(z.object({ case: z.string(), ours: z.number() })) })

test('every bench loads with all that it imports, and has rows', async () => {
  const modules = files.map((name) => pathToFileURL(join(folder, name)).href)
  const code = `for (const file of ${JSON.stringify(modules)}) console.log(typeof (await import(file)).rows)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code])
  expect(stdout.trim().split('\n')).toEqual(files.map(() => 'function'))
})

test('a bench prints one document of its rows', async () => {
  const { stdout } = await run(process.execPath, [join(folder, 'run.mjs'), 'training', '--only=inference'])
  const { bench, rows } = document.parse(JSON.parse(stdout))
  expect(bench).toBe('training')
  expect(rows.length).toBeGreaterThan(2)
  expect(rows.every(({ ours }) => ours > 0)).toBe(true)
})

test('an unknown bench is refused with the names of those that there are', async () => {
  const error: unknown = await run(process.execPath, [join(folder, 'run.mjs'), 'nothing']).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 2 })
  expect(String(error)).toContain(`there are ${names.join(', ')}`)
})
