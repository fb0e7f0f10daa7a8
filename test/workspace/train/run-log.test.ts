import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runEventSchema, type RunEvent } from '../../../src/workspace/train/run-log-events.js'
import { logTraining } from '../../../src/workspace/train/run-log.js'
import type { StartedTraining } from '../../../src/workspace/train/training-log.js'
import type { Clock } from '../../../src/core/clock.js'
import { entryOf } from '../../../src/definitions/catalog.js'
import { withSourceHash } from '../../../src/definitions/hashed-definition.js'
import { featureCatalog } from '../../../src/features/catalog.js'
import { targetCatalog } from '../../../src/targets/catalog.js'
import { CancelledError } from '../../../src/core/errors.js'
import { systemClock } from '../../../src/workspace/system-clock.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const REQUEST = { ...TRAINING, bases: ['one', 'two'], name: 'net', batchSize: 64 }

async function eventsIn(folder: string): Promise<RunEvent[][]> {
  const names = (await readdir(join(folder, 'runs'))).sort()
  return Promise.all(
    names.map(async (name) => {
      const lines = (await readFile(join(folder, 'runs', name), 'utf8')).trimEnd().split('\n')
      return lines.map((line) => runEventSchema.parse(JSON.parse(line)))
    }),
  )
}

describe('the log of a training', () => {
  test('tells what was run, of what it was made, each epoch, and the end', async () => {
    const folder = await temporaryFolder()
    await fillTrainingWorkspace(folder)
    await (await openTestWorkspace(folder)).train({ ...REQUEST, epochs: 3 })
    const [events = []] = await eventsIn(folder)
    const [start] = events
    expect(start).toMatchObject({
      event: 'start',
      useCase: 'train',
      cwd: folder,
      name: 'net',
      epochs: 3,
      pid: process.pid,
      earlier: [],
    })
    if (start?.event !== 'start') throw new Error('the log does not begin with its start')
    // What would do the same again, whatever becomes of the file of sets and of the configuration.
    expect(start.request).toMatchObject({
      bases: ['one', 'two'],
      features: 'F2cond20',
      net: 'MLP',
      epochs: 3,
      optimizer: 'adam',
      name: 'net',
      sets: {
        training: [['2024-01-11T00:00Z', '2024-01-12T23:59Z']],
        validation: [['2024-01-13T00:00Z', '2024-01-13T23:59Z']],
      },
    })
    expect(start.lineage.features).toMatchObject({ id: 'F2cond20', columns: 20 })
    expect(start.lineage.bases.map(({ name, trainingRows }) => [name, trainingRows > 0])).toEqual([
      ['one', true],
      ['two', true],
    ])
    expect(start.lineage.bases[0]?.candles.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(start.settings).toMatchObject({ seed: '1', net: 'MLP', batch: '64' })
    const saved: unknown = JSON.parse(await readFile(join(folder, 'classifiers/net/classifier.json'), 'utf8'))
    const epochs = events.flatMap((event) => (event.event === 'epoch' ? [event.report] : []))
    expect(saved).toMatchObject({ history: epochs })
    expect(epochs).toHaveLength(3)
    expect(events.at(-1)).toMatchObject({ event: 'end', stopped: 'epochs', saved: true })
  })

  test('of a resumed one has the epochs before, and an end for what was stopped', async () => {
    const folder = await temporaryFolder()
    await fillTrainingWorkspace(folder)
    const workspace = await openTestWorkspace(folder)
    const stop = new AbortController()
    const { stopped } = await workspace.train(
      { ...REQUEST, epochs: 4 },
      { signal: stop.signal, onEpoch: ({ epoch }) => epoch === 2 && stop.abort(new Error('asked to stop')) },
    )
    expect(stopped).toBe('interrupted')
    // The name of a log holds the second in which it began.
    const later: Clock = { ...systemClock, now: () => systemClock.now() + 1000 }
    await workspace.train({ ...REQUEST, epochs: 4, resume: true }, { clock: later })
    const [first = [], second = []] = await eventsIn(folder)
    expect(first.at(-1)).toMatchObject({ event: 'end', stopped: 'interrupted' })
    const [start] = second
    const before = first.flatMap((event) => (event.event === 'epoch' ? [event.report] : []))
    expect(start?.event === 'start' ? start.earlier : []).toEqual(before)
  })

  test('says why a training failed', async () => {
    const folder = await temporaryFolder()
    const watcher = logTraining(
      optionsIn(
        folder,
        clockAt(() => 0),
      ),
      await startedIn(folder),
    )
    watcher.onFailure(new CancelledError('asked to stop'))
    watcher.onFailure(new Error('no memory'))
    const [events = []] = await eventsIn(folder)
    expect(events.slice(1)).toMatchObject([
      { event: 'end', stopped: 'interrupted', saved: false, message: 'asked to stop' },
      { event: 'end', stopped: 'failed', saved: false, message: 'no memory' },
    ])
  })

  test('holds at most one step a second, with the pace since the last one', async () => {
    const folder = await temporaryFolder()
    let now = 0
    const watcher = logTraining(
      optionsIn(
        folder,
        clockAt(() => now),
      ),
      await startedIn(folder),
    )
    for (let step = 1; step <= 100; step++) {
      now = step * 100
      watcher.onStep({ epoch: 1, step, stepsPerEpoch: 200, loss: 1 / step })
    }
    const [events = []] = await eventsIn(folder)
    const steps = events.flatMap((event) => (event.event === 'step' ? [event] : []))
    expect(steps.map(({ step }) => step)).toEqual([11, 21, 31, 41, 51, 61, 71, 81, 91])
    // Ten steps of 32 rows a second; 3 epochs of 200 steps are to be done.
    expect(steps.map(({ samplesPerSecond }) => samplesPerSecond)).toEqual(steps.map(() => 320))
    expect(steps.map(({ secondsLeft }) => secondsLeft)).toEqual([59, 58, 57, 56, 55, 54, 53, 52, 51])
  })

  test('that cannot be written is said once, and the training goes on', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'runs'), 'a file where the folder should be')
    const told: string[] = []
    const options = {
      ...optionsIn(
        folder,
        clockAt(() => 0),
      ),
      log: (line: string) => void told.push(line),
    }
    const watcher = logTraining(options, await startedIn(folder))
    watcher.onEnd({ stopped: 'epochs', epoch: 1, saved: true })
    expect(told).toEqual([expect.stringContaining('the run is not logged')])
  })
})

function clockAt(now: () => number): Clock {
  return { now, sleepUntil: () => Promise.resolve() }
}

function optionsIn(folder: string, clock: Clock): Parameters<typeof logTraining>[0] {
  return {
    folder: join(folder, 'runs'),
    directory: folder,
    pid: 1,
    processStart: '',
    clock,
    log: (line) => {
      throw new Error(line)
    },
  }
}

/** What a real training hands over when it begins. */
async function startedIn(folder: string): Promise<StartedTraining> {
  const features = entryOf(await featureCatalog({ id: 'F2cond20' }), 'feature set', 'F2cond20')
  const target = entryOf(await targetCatalog({ id: 'T10up5low30min' }), 'target', 'T10up5low30min')
  const sets = { training: [{ from: 0, to: 60_000 }], validation: [{ from: 60_000, to: 120_000 }], test: [] }
  return {
    plan: { features: await withSourceHash(features), target: await withSourceHash(target), sets },
    net: { id: 'MLP', version: 1 },
    params: {},
    folder: join(folder, 'classifiers', 'net'),
    epochs: 3,
    patience: 3,
    batchSize: 32,
    request: { features: 'F2cond20', target: 'T10up5low30min' },
    settings: {},
    training: [],
    validation: [],
    earlier: [],
  }
}
