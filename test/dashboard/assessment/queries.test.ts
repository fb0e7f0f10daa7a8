import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openAssessmentQueries, type AssessmentQueries } from '../../../src/dashboard/assessment/queries.js'
import { run } from '../../../src/cli/run.js'
import type { Scored, ScoringProgress } from '../../../src/dashboard/assessment/api.js'
import { fakeIo } from '../../support/fake-io.js'
import { openContext } from '../open-app.js'
import { fillTrainingWorkspace } from '../../support/training-workspace.js'

/** Waits as a page does. */
async function ready<T>(ask: () => Promise<Scored<T>>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer.state === 'ready') return answer.value
    await sleep(50)
  }
}

const SET = { classifier: 'net', set: 'validation' } as const
const CELL = { buyThreshold: 0.5, sellThreshold: 0.6 }
const printed = z.object({
  gain: z.array(z.array(z.number())),
  count: z.array(z.array(z.number())),
  confusion: z.array(z.array(z.number())),
  cell: z.object({
    gain: z.number(),
    count: z.number(),
    wins: z.number(),
    maxDrawdown: z.number(),
    buyAndHold: z.number(),
    randomEntries: z.object({ mean: z.number(), beaten: z.number() }),
    rows: z.number(),
  }),
  bases: z.array(z.object({ base: z.string(), cell: z.object({ gain: z.number(), count: z.number() }) })),
})

describe('figures of a classifier', () => {
  let folder = ''
  let queries: AssessmentQueries
  const told: ScoringProgress[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'followupward-'))
    await fillTrainingWorkspace(folder)
    const args = 'train --features F2cond20 --target T10up5low30min --sets sets.csv --name net --epochs 2 --select seed'
    const io = fakeIo(folder)
    expect(await run(args.split(' '), io), io.stderr()).toBe(0)
    queries = openAssessmentQueries(openContext(folder))
    queries.onProgress((progress) => void told.push(progress))
  }, 60_000)
  afterAll(async () => {
    await queries?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('are those that assess prints', async () => {
    const io = fakeIo(folder)
    const args = 'assess net --set validation --buy 0.5 --sell 0.6 --json --no-html'
    expect(await run(args.split(' '), io), io.stderr()).toBe(0)
    const expected = printed.parse(JSON.parse(io.stdout()))
    const matrix = await ready(() => queries.matrix(SET))
    expect(matrix.overall).toMatchObject({
      gain: expected.gain,
      count: expected.count,
      confusion: expected.confusion,
      rows: expected.cell.rows,
    })
    expect(matrix).toMatchObject({ usedForSelection: 'yes', simulated: true, classes: ['hold', 'buy', 'sell'] })
    const cell = await ready(() => queries.cell({ ...SET, cell: CELL }))
    const { gain, count, wins, maxDrawdown, buyAndHold, randomEntries } = expected.cell
    expect(cell).toMatchObject({ count, wins, random: randomEntries })
    expect(cell.gain).toBeCloseTo(gain, 12)
    expect(cell.maxDrawdown).toBeCloseTo(maxDrawdown, 12)
    expect(cell.buyAndHold).toBeCloseTo(buyAndHold, 12)
    expect(cell.equity.value.at(-1)).toBeCloseTo(gain, 12)
    expect(cell.months.reduce((sum, month) => sum + month.gain, 0)).toBeCloseTo(gain, 12)
    expect(cell.bases.map(({ base, count: trades }) => [base, trades])).toEqual(
      expected.bases.map(({ base, cell: own }) => [base, own.count]),
    )
  })

  test('of one base, its trades page by page, and its scores', async () => {
    const rest = { cell: CELL, filter: {}, order: { column: 'number', descending: false } } as const
    const all = await ready(() => queries.trades({ ...SET, base: 'one', ...rest, offset: 0, limit: 2000 }))
    const cell = await ready(() => queries.cell({ ...SET, base: 'one', cell: CELL }))
    expect(all.total).toBe(cell.count)
    expect(all.trades.map(({ base }) => base)).toEqual(all.trades.map(() => 'one'))
    expect(all.trades.reduce((sum, { gain }) => sum + gain, 0)).toBeCloseTo(cell.gain, 12)
    const page = await ready(() => queries.trades({ ...SET, base: 'one', ...rest, offset: 2, limit: 3 }))
    expect(page.trades).toEqual(all.trades.slice(2, 5))
    const scores = await ready(() => queries.scores({ ...SET, base: 'one' }))
    const rows = (await ready(() => queries.matrix(SET))).bases.find(({ base }) => base === 'one')?.rows
    expect(scores.histograms.flatMap(([hold]) => hold ?? []).reduce((sum, count) => sum + count, 0)).toBe(rows)
    expect(scores).toMatchObject({ isNatural: false, undecided: 0 })
    await expect(queries.cell({ ...SET, base: 'gone', cell: CELL })).rejects.toThrow('base gone has no rows')
  })

  test('are made by the exit rule that assess takes, unless another one is asked for', async () => {
    const configuration = join(folder, 'followupward.yaml')
    const before = await readFile(configuration, 'utf8')
    const alone = await ready(() => queries.matrix(SET))
    expect(alone.exits).toEqual({ exits: {}, assessDefault: {}, tradeDefault: { lossMinutes: 5 } })
    const asked = await ready(() => queries.matrix({ ...SET, lossMinutes: 2 }))
    await writeFile(configuration, `${before}trading: { lossMinutes: 2 }\n`)
    const io = fakeIo(folder)
    const args = 'assess net --set validation --buy 0.5 --sell 0.6 --json --no-html'
    expect(await run(args.split(' '), io), io.stderr()).toBe(0)
    const expected = printed.parse(JSON.parse(io.stdout()))
    const matrix = await ready(() => queries.matrix(SET))
    const rules = { lossMinutes: 2 }
    expect(matrix.exits).toEqual({ exits: rules, assessDefault: rules, tradeDefault: rules })
    expect(matrix.overall).toMatchObject({ gain: expected.gain, count: expected.count })
    expect(matrix.overall).toEqual(asked.overall)
    expect(matrix.overall.count).not.toEqual(alone.overall.count)
    const cell = await ready(() => queries.cell({ ...SET, cell: CELL }))
    expect(cell).toMatchObject({ count: expected.cell.count, random: expected.cell.randomEntries })
    expect(cell.gain).toBeCloseTo(expected.cell.gain, 12)
    const query = { ...SET, cell: CELL, filter: {}, order: { column: 'gain', descending: true } } as const
    const { trades, total } = await ready(() => queries.trades({ ...query, offset: 0, limit: 2000 }))
    expect(total).toBe(expected.cell.count)
    expect(trades.some(({ exit }) => exit === 'loss')).toBe(true)
    expect((await queries.tradesCsv(query)).trim().split('\n')).toHaveLength(total + 1)
    const bars = { chart: 'one', first: trades[0]?.buyTime ?? 0, interval: 86_400_000, rows: 5000 }
    expect((await ready(() => queries.marks({ ...query, bars }))).marks.length).toBeGreaterThan(0)
    await writeFile(configuration, before)
  })

  test('are scored once for all who ask, and kept', async () => {
    const scorings = (): number => told.filter(({ state }) => state === 'ready').length
    const before = scorings()
    await Promise.all([ready(() => queries.matrix(SET)), ready(() => queries.matrix(SET))])
    expect(scorings()).toBe(before)
    expect(before).toBe(1)
    expect(told[0]).toMatchObject({ ...SET, state: 'scoring' })
  })

  test('of a set without candles, a cut model and a deleted classifier fail in a line, and come back', async () => {
    expect((await queries.classifiers()).classifiers).toMatchObject([
      { name: 'net', sets: ['validation', 'training'], error: null },
    ])
    await expect(ready(() => queries.matrix({ ...SET, set: 'test' }))).rejects.toThrow('nothing to assess')
    const model = join(folder, 'classifiers/net/model.onnx')
    const bytes = await readFile(model)
    await writeFile(model, bytes.subarray(0, bytes.length / 2))
    await expect(queries.matrix(SET)).rejects.toThrow('model.onnx is damaged')
    await writeFile(model, bytes)
    expect((await ready(() => queries.matrix(SET))).overall.rows).toBeGreaterThan(0)
    await cp(join(folder, 'classifiers'), join(folder, 'kept'), { recursive: true })
    await rm(join(folder, 'classifiers'), { recursive: true })
    await expect(queries.cell({ ...SET, cell: CELL })).rejects.toThrow('no classifier in')
    expect(await queries.classifiers()).toEqual({ classifiers: [] })
    await cp(join(folder, 'kept'), join(folder, 'classifiers'), { recursive: true })
    await writeFile(join(folder, 'classifiers/net/classifier.json'), '{')
    expect((await queries.classifiers()).classifiers[0]?.error).toContain('not whole JSON')
    await cp(join(folder, 'kept'), join(folder, 'classifiers'), { recursive: true })
    expect((await ready(() => queries.cell({ ...SET, cell: CELL }))).count).toBeGreaterThanOrEqual(0)
  })
})
