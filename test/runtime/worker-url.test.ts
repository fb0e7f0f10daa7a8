import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { workerUrl } from '../../src/runtime/worker-url.js'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'src-worker-'))
  await mkdir(join(root, 'src/any'), { recursive: true })
  await mkdir(join(root, 'dist/any'), { recursive: true })
})
afterEach(() => rm(root, { recursive: true }))

const url = (...parts: readonly string[]): string => pathToFileURL(join(root, ...parts)).href

it('finds the script beside a built caller', async () => {
  await writeFile(join(root, 'dist/any/worker.js'), '')
  expect(workerUrl(url('dist/any/caller.js'), './worker.js').href).toBe(url('dist/any/worker.js'))
})

it('finds the built script of a caller in TypeScript', async () => {
  await writeFile(join(root, 'dist/any/worker.js'), '')
  expect(workerUrl(url('src/any/caller.ts'), './worker.js').href).toBe(url('dist/any/worker.js'))
})

it('says how to get a script that has not been built', () => {
  expect(() => workerUrl(url('src/any/caller.ts'), './worker.js')).toThrow(/is not there; run: npm run build/)
})
