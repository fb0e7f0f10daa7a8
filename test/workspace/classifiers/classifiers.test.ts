import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openBook } from '../../../src/bookkeeping/book.js'
import { checkpointFolder } from '../../../src/classifier/checkpoint.js'
import { describeClassifierJson, listClassifiersJson } from '../../../src/workspace/classifiers/result.js'
import { openWorkspace, type Workspace } from '../../../src/workspace/index.js'
import { withTrainingLock } from '../../../src/workspace/train/destination.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../../support/training-workspace.js'

let folder = ''
let workspace: Workspace

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
  workspace = await openWorkspace(folder)
  const definitions = { features: 'F2cond20', target: 'T10up5low30min', sets: 'sets.csv' }
  const fit = { select: 'seed', epochs: 1, batchSize: 256 } as const
  await workspace.train({ ...definitions, ...fit, bases: ['one'], name: 'kept' })
}, 60_000)
afterAll(async () => {
  await workspace.close()
  await rm(folder, { recursive: true, force: true })
})

const place = (name: string): string => join(folder, 'classifiers', name)

/** Another classifier of the same files. */
async function copyAs(name: string): Promise<void> {
  await mkdir(place(name), { recursive: true })
  for (const file of await readdir(place('kept')))
    await writeFile(join(place(name), file), await readFile(join(place('kept'), file)))
}

beforeEach(async () => {
  for (const name of await readdir(join(folder, 'classifiers')))
    if (name !== 'kept') await rm(place(name), { recursive: true })
})

describe('the classifiers of a workspace', () => {
  test('are listed by name, with what their validation set chose', async () => {
    await copyAs('also')
    await mkdir(place('no-classifier'))
    const list = await workspace.classifiers.list({})
    expect(list.classifiers.map(({ name }) => name)).toEqual(['also', 'kept'])
    expect(listClassifiersJson(list)).toMatchObject({
      classifiers: [
        { name: 'also' },
        {
          name: 'kept',
          folder: place('kept'),
          features: 'F2cond20',
          target: 'T10up5low30min',
          net: 'MLP',
          bases: ['one'],
          epochs: 1,
          keptEpoch: 1,
        },
      ],
    })
  })

  test('are listed beside one that cannot be read', async () => {
    await copyAs('damaged')
    await writeFile(join(place('damaged'), 'classifier.json'), '{')
    const { classifiers } = await workspace.classifiers.list({})
    expect(classifiers.map((one) => ['error' in one, one.name])).toEqual([
      [true, 'damaged'],
      [false, 'kept'],
    ])
  })

  test('are none where nothing was trained', async () => {
    const empty = await openWorkspace(await temporaryFolder())
    onTestFinished(() => empty.close())
    expect(await empty.classifiers.list({})).toEqual({ classifiers: [] })
    expect(await readdir(empty.directory)).toEqual([])
  })

  test('are described one by one', async () => {
    const described = await workspace.classifiers.describe({ name: 'kept' })
    expect(described.description.features.columns.length).toBe(20)
    expect(describeClassifierJson(described)).toMatchObject({
      name: 'kept',
      net: { id: 'MLP' },
      history: [{ epoch: 1 }],
    })
    await expect(workspace.classifiers.describe({ name: 'none' })).rejects.toThrow(/no classifier in .*none/)
    await expect(workspace.classifiers.describe({ name: '../kept' })).rejects.toThrow(/^name is \.\.\/kept: expected/)
  })
})

describe('a classifier', () => {
  test('gets another name, and what was not finished goes with it', async () => {
    await copyAs('old')
    await mkdir(checkpointFolder(place('old')))
    const renamed = await workspace.classifiers.rename({ name: 'old', to: 'new' })
    expect(renamed).toEqual({ name: 'new', folder: place('new'), formerName: 'old' })
    expect((await readdir(join(folder, 'classifiers'))).toSorted()).toEqual(['.new.training', 'kept', 'new'])
    expect((await workspace.classifiers.describe({ name: 'new' })).description.net.id).toBe('MLP')
  })

  test('does not take the place of another one, nor that of an unfinished training', async () => {
    await copyAs('old')
    await expect(workspace.classifiers.rename({ name: 'old', to: 'kept' })).rejects.toThrow(/kept is there already/)
    await mkdir(checkpointFolder(place('begun')))
    await expect(workspace.classifiers.rename({ name: 'old', to: 'begun' })).rejects.toThrow(/begun.* is there already/)
    await expect(workspace.classifiers.rename({ name: 'old', to: '../out' })).rejects.toThrow(/^to is \.\.\/out/)
    await expect(workspace.classifiers.rename({ name: 'none', to: 'new' })).rejects.toThrow(
      /there is no classifier none in .*; there are: kept, old/,
    )
    expect((await readdir(join(folder, 'classifiers'))).toSorted()).toEqual(['.begun.training', 'kept', 'old'])
  })

  test('is removed by its name, also where it is damaged; nothing else ever is', async () => {
    await copyAs('damaged')
    await rm(join(place('damaged'), 'classifier.json'))
    await mkdir(checkpointFolder(place('damaged')))
    expect(await workspace.classifiers.remove({ name: 'damaged' })).toEqual({
      name: 'damaged',
      folder: place('damaged'),
    })
    expect(await readdir(join(folder, 'classifiers'))).toEqual(['kept'])
    await mkdir(place('notes'))
    await writeFile(join(place('notes'), 'precious.txt'), '')
    await expect(workspace.classifiers.remove({ name: 'notes' })).rejects.toThrow(/there is no classifier notes/)
    for (const name of ['.', '..', '../classifiers', ''])
      await expect(workspace.classifiers.remove({ name })).rejects.toThrow(/expected the name of a classifier/)
    expect(await readdir(place('notes'))).toEqual(['precious.txt'])
  })

  test('stays as it is while it is trained', async () => {
    await copyAs('busy')
    await withTrainingLock(place('busy'), async () => {
      await expect(workspace.classifiers.remove({ name: 'busy' })).rejects.toThrow(/classifier busy is being written/)
      await expect(workspace.classifiers.rename({ name: 'busy', to: 'idle' })).rejects.toThrow(/is being written/)
      await expect(workspace.classifiers.rename({ name: 'kept', to: 'busy' })).rejects.toThrow(/is being written/)
    })
    await workspace.classifiers.remove({ name: 'busy' })
  })

  test('stays as it is while a trader follows it, not for one that is lost or has ended', async () => {
    await copyAs('followed')
    const book = openBook(join(folder, 'book.sqlite'), 'crash')
    onTestFinished(() => book.close())
    const run = {
      account: 'a',
      mode: 'replay',
      time: 1,
      config: '{}',
      classifier: { id: 'followed', hash: 'h' },
    } as const
    const now = Date.now()
    book.startRun({ ...run, id: 'lost' })
    book.recordHeartbeat('lost', { time: now - 60_000, pid: 1 })
    book.startRun({ ...run, id: 'running' })
    book.recordHeartbeat('running', { time: now, pid: 1 })
    await expect(workspace.classifiers.remove({ name: 'followed' })).rejects.toThrow(
      /run running trades on classifier followed; stop it first/,
    )
    await expect(workspace.classifiers.rename({ name: 'followed', to: 'free' })).rejects.toThrow(/stop it first/)
    book.endRun('running', 2, 'done')
    await workspace.classifiers.rename({ name: 'followed', to: 'free' })
  })
})
