import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { sharedFolder } from '../../support/shared-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const folder = sharedFolder(async (path) => {
  await fillTrainingWorkspace(path)
  await mkdir(join(path, 'nets'))
})

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
    join(folder.path, 'nets', 'Own.ts'),
    `import { defineNet } from 'followupward'
export default defineNet({
  id: 'Own', version: 1,
  searchSpace: () => ${text},
  build: (_params, _inputs, classes) => [{ type: 'dense', units: classes, activation: 'softmax' }],
})
`,
  )
  const workspace = await openTestWorkspace(folder.path)
  await expect(workspace.train({ ...TRAINING, net: 'Own', name: 'own' })).rejects.toThrow(message)
  expect(workspace.shown.join()).not.toContain('expand training rows')
})
