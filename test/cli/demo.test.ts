import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { madeDemo } from '../support/demo-workspace.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

test('demo tells its steps, then what was found and where the report is', async () => {
  const { folder, stdout, stderr } = await madeDemo()
  expect(stderr).toContain('4. Paper trading over the beginning of the test set')
  expect(stdout).toMatch(
    /\npaper trade +[+-]?\d+\.\d\d % +\d+ orders, \d+ fills, 2024-03-06T00:00Z\s+to\s+2024-03-06T04:48Z/,
  )
  expect(stdout).toContain(`Report: ${join(folder, 'reports/demo.html')}\n`)
})

test('demo leaves a folder alone that is not its own, and refuses what it does not know', async () => {
  const io = fakeIo(await temporaryFolder())
  await writeFile(join(io.cwd, 'precious'), '')
  expect(await run(['demo', '--folder', '.'], io)).toBe(1)
  expect(io.stderr()).toMatch(
    /^error: .* is not empty and not an earlier demo's; choose another folder with --folder\n$/,
  )
  const other = fakeIo(io.cwd)
  expect(await run(['demo', '--days', '11'], other)).toBe(1)
  expect(other.stderr()).toBe('error: --days is 11: expected at most 10\n')
})
