import { appendFile, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { WalkForwardRequest } from '../../../src/workspace/walk-forward/request.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../../support/training-workspace.js'
import { HIGHER_LATER, HOUR_RETURN, RATIO, writeUserFiles } from '../../support/user-files.js'
import { WALK_FORWARD } from '../../support/walk-forward.js'

const SMALL: WalkForwardRequest = { ...WALK_FORWARD, bases: ['one'], epochs: 1, to: '2024-01-14T12:00' }

async function openFilled(files: Readonly<Record<string, string>> = {}): Promise<TestWorkspace> {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  await writeUserFiles(files, folder)
  return openTestWorkspace(folder)
}

describe('what cannot be walked forward is refused in one line', () => {
  const cases: readonly (readonly [string, Partial<WalkForwardRequest>, RegExp])[] = [
    [
      'windows longer than the data',
      { training: '60d' },
      /^a window takes 61d|^a window takes \d+h \(training 60d, .*give shorter ones, or import more candles$/,
    ],
    ['overlapping tests', { step: '8h' }, /^step 8h is shorter than test 16h: test stretches would overlap/],
    ['a length that is none', { test: '3 weeks' }, /test is 3 weeks: expected a length such as 30d, 36h or 90m/],
    [
      'no candles at all there',
      { from: '2025-01-01', to: '2025-02-01' },
      /^no time is left for windows: all bases have candles from 2024-01-01T00:00Z to 2024-01-15T00:00Z/,
    ],
    [
      'no history before the first window',
      { from: '2024-01-01', to: '2024-01-14' },
      /^window 1 \(2024-01-01T00:00Z to .*\): base one has no training rows left \(.*\); F2cond20 needs 14399 minutes/,
    ],
    [
      'a training stretch that its labels fill',
      { training: '29m' },
      /no row is left to train on in training .*give a longer training$/,
    ],
    ['a base that is not stored', { bases: ['three'] }, /no candles of base three/],
    ['a net that is not there', { net: 'Nope' }, /Nope/],
  ]
  test.each(cases)('%s', async (_, change, message) => {
    const ws = await openFilled()
    const error = await ws.walkForward({ ...SMALL, ...change }).catch((one: unknown) => one)
    expect(error).toBeInstanceOf(Error)
    const text = error instanceof Error ? error.message : ''
    expect(text).toMatch(message)
    expect(text).not.toContain('\n')
  })
})

const BUYS_ONLY = HIGHER_LATER.replaceAll('HigherLater', 'BuysOnly').replace('gain < -0.002 ? 2 : 0', '0')
const NO_NUMBERS = HOUR_RETURN.replaceAll('HourReturn', 'NoNumbers').replace('ratio(', '0 * Number.NaN * ratio(')

test('a window without one class, and one whose features are no numbers, are named', async () => {
  const ws = await openFilled({
    'targets/BuysOnly.ts': BUYS_ONLY,
    'features/NoNumbers.ts': NO_NUMBERS,
    'features/HourReturn.ts': HOUR_RETURN,
    'features/lib/ratio.ts': RATIO,
  })
  const request = { ...SMALL, unchecked: true, from: '2024-01-11', workers: 1 }
  await expect(ws.walkForward({ ...request, features: 'HourReturn', target: 'BuysOnly' })).rejects.toThrow(
    /^window 1 \(2024-01-11T00:00Z to [^)]*\): no row of class sell in the training set of one/,
  )
  await expect(ws.walkForward({ ...request, features: 'NoNumbers' })).rejects.toThrow(
    /^window 1 \(2024-01-11T00:00Z to [^)]*\): feature return of base one is NaN at .*: expected a finite number; correct the formula of NoNumbers/,
  )
})

test('a damaged window is made again, other settings are refused, and overwritten where that is wanted', async () => {
  const ws = await openFilled()
  const first = await ws.walkForward(SMALL)
  expect(first.windows.map(({ number }) => number)).toEqual([1, 2])
  const scores = join(first.folder, 'window-001', 'one.arrow')
  const before = await readFile(scores)
  await truncate(scores, 1000)
  await appendFile(join(first.folder, 'window-002', 'window.json'), ' {')
  const again = await ws.walkForward(SMALL)
  expect(ws.logged.filter((line) => line.includes('made again'))).toEqual([
    'window 1 is made again: its file one.arrow was cut short or changed',
    'window 2 is made again: its file window.json was cut short or changed',
  ])
  expect((await readFile(scores)).equals(before)).toBe(true)
  expect(again.figures).toEqual(first.figures)

  await expect(ws.walkForward({ ...SMALL, seed: 2 })).rejects.toThrow(
    'walk-forward wf was made with other settings: seed was 1, now 2; choose another name, or replace it with overwrite',
  )
  const other = await ws.walkForward({ ...SMALL, seed: 2, overwrite: true })
  expect(other.windows[0]?.identity['seed']).toBe('2')
})

test('windows stay outside sealed minutes unless they are opened, which is written down; fits and the whole are counted', async () => {
  const ws = await openFilled({ 'sets_split.csv': 'training,2024-01-01,2024-01-02\ntest,2024-01-14,2024-01-14\n' })
  const outside = await ws.walkForward({ ...WALK_FORWARD, bases: ['one'], epochs: 1 })
  expect(outside.windows.map(({ number }) => number)).toEqual([1, 2])
  expect(outside.omitted.map(({ number, reason }) => [number, reason])).toEqual([[3, 'sealed']])
  const sealedFrom = Date.UTC(2024, 0, 14)
  for (const { sets } of outside.windows)
    for (const { to } of Object.values(sets).flat()) expect(to).toBeLessThanOrEqual(sealedFrom - 28 * 60_000)
  const quiet = await ws.ledger({})
  expect([quiet.fits.length, quiet.cells.length, quiet.walkForwards.length]).toEqual([2, 2, 1])
  expect([quiet.looks, quiet.openings]).toEqual([[], []])
  expect(quiet.walkForwards[0]).toMatchObject({ name: 'wf', windows: 2, count: outside.figures.overall.trades })
  expect(quiet.fits.map(({ classifier }) => classifier).toSorted()).toEqual(['wf-1', 'wf-2'])

  const opened = await ws.walkForward({ ...WALK_FORWARD, bases: ['one'], epochs: 1, name: 'opened', openTestSet: true })
  expect(opened.windows.map(({ number }) => number)).toEqual([1, 2, 3])
  const after = await ws.ledger({})
  expect(after.openings.map(({ look, subject }) => [look, subject])).toEqual([['walk-forward', 'opened']])
  expect(after.looks).toHaveLength(1)
  // The tests of a walk-forward seal nothing.
  expect(after.sealings.map(({ source }) => source)).toEqual(['sets_split.csv'])
})

test('where all windows would look at sealed minutes it says so, and what opens them', async () => {
  const ws = await openFilled({ 'sets_split.csv': 'training,2024-01-01,2024-01-02\ntest,2024-01-12,2024-01-14\n' })
  await expect(ws.walkForward(SMALL)).rejects.toThrow(
    /all windows are tested on sealed minutes .*open them with openTestSet, which is written down for good$/,
  )
})
