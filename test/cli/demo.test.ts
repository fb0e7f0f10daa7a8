import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

test('demo tells its steps, then what was found and where the report is', async () => {
  const io = fakeIo(await temporaryFolder())
  expect(await run(['demo', '--days', '0.05', '--folder', 'here'], io), io.stderr()).toBe(0)
  expect(io.stderr()).toContain('4. Paper trading over the beginning of the test set')
  expect(io.stdout()).toMatch(
    /\npaper trade +[+-]?\d+\.\d\d % +\d+ orders, \d+ fills, 2024-03-06T00:00Z\s+to 2024-03-06T01:12Z/,
  )
  expect(io.stdout()).toContain(`Report: ${join(io.cwd, 'here/reports/demo.html')}\n`)
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
