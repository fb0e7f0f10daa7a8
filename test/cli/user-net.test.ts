import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { fakeIo } from '../support/fake-io.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const ARGS = '--base one --features F2cond20 --target T10up5low30min --sets sets.csv --net Own --name own'
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
  await mkdir(join(folder, 'nets'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  ['defaults', '({}), defaults: () => undefined', /Own\.ts:4: defaults of Own: .*expected (record|object)/],
  [
    'defaults',
    "({}), defaults: () => ({ units: '8' })",
    /Own\.ts:4: defaults of Own: its units is "8": expected a finite number/,
  ],
  ['defaults', '({}), defaults: () => ({ units: NaN })', /Own\.ts:4: defaults of Own: its units is NaN/],
  ['searchSpace', 'undefined, defaults: () => ({})', /Own\.ts:4: searchSpace of Own: .*expected (record|object)/],
  [
    'searchSpace',
    '({ units: 8 }), defaults: () => ({})',
    /Own\.ts:4: searchSpace of Own: its units is 8: expected array/,
  ],
])('a net whose %s are none is named with its line, before anything is trained: %s', async (_, text, message) => {
  await writeFile(
    join(folder, 'nets', 'Own.ts'),
    `import { defineNet } from 'followupward'
export default defineNet({
  id: 'Own', version: 1,
  searchSpace: () => ${text},
  build: (_params, _inputs, classes) => [{ type: 'dense', units: classes, activation: 'softmax' }],
})
`,
  )
  const io = fakeIo(folder)
  expect(await run(['train', ...ARGS.split(' ')], io)).toBe(1)
  expect(io.stderr().trim().split('\n').at(-1)).toMatch(message)
  expect(io.stderr()).not.toMatch(/expand training rows|unexpected/)
})
