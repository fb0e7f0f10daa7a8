import { mkdir, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/core/errors.js'
import { isCodeAllowed } from '../../src/definitions/code-trust.js'
import { openWorkspace } from '../../src/workspace/index.js'
import { systemStateFolder } from '../../src/workspace/state-folder.js'
import { isTrusted, trustFolder } from '../../src/workspace/trusted-folders.js'
import { openTestWorkspace } from '../support/open-test-workspace.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { HOUR_RETURN, RATIO } from '../support/user-files.js'

/** A workspace that came from elsewhere: written by no one whom this machine has seen. */
async function foreignWorkspace(folder?: string): Promise<string> {
  const directory = folder ?? (await temporaryFolder())
  await mkdir(join(directory, 'features', 'lib'), { recursive: true })
  await writeFile(join(directory, 'features', 'HourReturn.ts'), HOUR_RETURN)
  await writeFile(join(directory, 'features', 'lib', 'ratio.ts'), RATIO)
  return directory
}

describe('the list of trusted folders', () => {
  test('knows a folder again, also by a link, and no other', async () => {
    const state = join(await temporaryFolder(), 'deep', 'state')
    const [folder, other] = [await temporaryFolder(), await temporaryFolder()]
    expect(await isTrusted(folder, state)).toBe(false)
    expect(await trustFolder(folder, state)).toBe(true)
    const link = join(other, 'link')
    await symlink(folder, link)
    expect([await isTrusted(folder, state), await isTrusted(link, state)]).toEqual([true, true])
    expect([await isTrusted(other, state), await isTrusted(join(folder, 'features'), state)]).toEqual([false, false])
  })

  test('forgets a folder in whose place another one was put', async () => {
    const state = await temporaryFolder()
    const place = join(await temporaryFolder(), 'work')
    await mkdir(place)
    await trustFolder(place, state)
    await rm(place, { recursive: true })
    await mkdir(place)
    expect(await isTrusted(place, state)).toBe(false)
    await trustFolder(place, state)
    await rename(place, `${place}-moved`)
    expect(await isTrusted(`${place}-moved`, state)).toBe(false)
  })

  test('is for its user alone, and a damaged entry trusts nothing', async () => {
    const state = await temporaryFolder()
    const folder = await temporaryFolder()
    await trustFolder(folder, state)
    const [name = ''] = await readdir(join(state, 'trusted'))
    const file = join(state, 'trusted', name)
    expect([(await stat(file)).mode & 0o777, (await stat(join(state, 'trusted'))).mode & 0o777]).toEqual([0o600, 0o700])
    for (const text of ['', '{', '{"folder":1}', '[]', `{"folder":${JSON.stringify(folder)},"identity":"1-1"}`]) {
      await writeFile(file, text)
      expect(await isTrusted(folder, state)).toBe(false)
    }
  })

  test('that cannot be written trusts for this process alone; what is no folder is refused', async () => {
    const folder = await temporaryFolder()
    const blocked = join(await temporaryFolder(), 'file')
    await writeFile(blocked, '')
    expect(await trustFolder(folder, blocked)).toBe(false)
    expect([isCodeAllowed(folder), await isTrusted(folder, blocked)]).toEqual([true, false])
    await expect(trustFolder(join(folder, 'nowhere'), blocked)).rejects.toThrow(UserError)
  })

  test('lies where the environment says, else where systems keep such things', () => {
    expect(systemStateFolder({ FOLLOWUPWARD_STATE: '/own', XDG_STATE_HOME: '/x' }, 'linux')).toBe('/own')
    expect(systemStateFolder({ XDG_STATE_HOME: '/x' }, 'linux')).toBe(join('/x', 'followupward'))
    expect(systemStateFolder({}, 'linux')).toMatch(/[/\\]\.local[/\\]state[/\\]followupward$/)
    expect(systemStateFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe(join('/local', 'followupward'))
  })
})

describe('a workspace from elsewhere', () => {
  test('opens, and what needs none of its code works; the rest names the folder and what to do', async () => {
    const workspace = await openTestWorkspace(await foreignWorkspace(), { config: { exchange: { id: 'simulated' } } })
    expect((await workspace.data.list({})).markets).toEqual([])
    const candles = { bases: ['sim'], from: '2024-01-01', to: '2024-01-13', seed: 1 }
    await workspace.data.simulate(candles)
    const frame = await workspace.compute({ definition: 'F2cond20', base: 'sim' })
    expect(frame.columns.size).toBe(20)
    for (const refused of [
      () => workspace.compute({ definition: 'HourReturn', base: 'sim' }),
      () => workspace.check({ definitions: [] }),
      () => workspace.check({ definitions: ['HourReturn'] }),
      () => workspace.reports.features({ definition: 'HourReturn' }),
    ]) {
      await expect(refused()).rejects.toThrow(
        `${workspace.directory} is not trusted on this machine, so that ${join('features', 'HourReturn.ts')} was not run; read what would run there, then open the folder once with trust`,
      )
    }
  })

  test('is trusted once, by whoever opens it', async () => {
    const folder = await foreignWorkspace()
    await (await openWorkspace(folder, { trust: true })).close()
    const workspace = await openTestWorkspace(folder)
    expect((await workspace.check({ definitions: ['HourReturn'], quick: true })).reports).toHaveLength(1)
    expect(await isTrusted(folder)).toBe(true)
  })

  test('does not start the command of a training', async () => {
    const workspace = await openTestWorkspace()
    const training = { features: 'F2cond20', target: 'T10up5low30min', external: 'touch was-run' }
    await expect(workspace.train(training)).rejects.toThrow(/is not trusted on this machine, so that the command touch/)
  })

  test('is not trusted by making it a workspace; one that is new is', async () => {
    const foreign = await openTestWorkspace(await foreignWorkspace())
    await foreign.init({})
    expect(foreign.logged.at(-1)).toContain('was there before')
    expect(await isTrusted(foreign.directory)).toBe(false)
    const own = await openTestWorkspace()
    await own.init({})
    expect([await isTrusted(own.directory), isCodeAllowed(own.directory)]).toEqual([true, true])
  })
})
