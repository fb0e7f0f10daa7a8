import { expect, test } from 'vitest'
import { analyseColumns, type ColumnsInput } from '../../../src/assessment/definitions/analyse-columns.js'
import { buildFeatureReport } from '../../../src/assessment/definitions/build-feature-report.js'
import {
  infiniteDriftTexts,
  sortByInterest,
  type FeatureReport,
} from '../../../src/assessment/definitions/feature-report.js'
import { featuresText } from '../../../src/cli/reports/features-text.js'
import type { ReportPart } from '../../../src/assessment/definitions/report-rows.js'
import { createRng } from '../../../src/core/rng.js'

const NAMES = ['noise', 'leads', 'twin', 'inverse', 'constant', 'holes', 'shifted']
const ROWS = { training: 6000, validation: 2000, test: 1500 }
const dropped = {
  noCandles: 0,
  noHistory: 0,
  notFinal: 0,
  notImported: 0,
  outage: 0,
  neededOutage: 0,
  flat: 0,
  purged: 0,
  embargo: 0,
  noEvent: 0,
}
const onColumn = (): Promise<void> => Promise.resolve()

function partOf(base: string, set: 'training' | 'validation' | 'test', rows: number): ReportPart {
  return { base, set, rows: { runs: [{ from: 0, to: rows }], rows, dropped, neededOutages: {}, neededAbsences: {} } }
}

/** Columns with a known error or property each. */
function inputOf(base: string): ColumnsInput {
  const parts = Object.entries(ROWS).map(([set, rows]) =>
    partOf(base, set === 'training' ? 'training' : set === 'validation' ? 'validation' : 'test', rows),
  )
  const labels = ({ set, rows }: ReportPart): Uint8Array => {
    const rng = createRng(base.length, set.length, 1)
    return Uint8Array.from({ length: rows.rows }, () => rng.below(3))
  }
  const plain = (column: number, part: ReportPart): Float32Array => {
    const rng = createRng(base.length, part.set.length, column + 20)
    const told = labels(part)
    const draw = (row: number): number => {
      const value = rng.normal()
      if (NAMES[column] === 'leads') return value + (told[row] ?? 0)
      if (NAMES[column] === 'constant') return base === 'fil' ? 4 : 5
      if (NAMES[column] === 'holes') return row % 10 === 0 ? Number.NaN : row % 10 === 1 ? Infinity : value
      return NAMES[column] === 'shifted' && part.set === 'test' ? value + 1 : value
    }
    return Float32Array.from({ length: part.rows.rows }, (_, row) => draw(row))
  }
  const values = (column: number, part: ReportPart): Float32Array => {
    if (NAMES[column] === 'twin') return plain(1, part)
    return NAMES[column] === 'inverse' ? plain(1, part).map((value) => -(value ** 3)) : plain(column, part)
  }
  return { base, names: NAMES, parts, values, labels }
}

async function reportOf(sampleRows: number): Promise<FeatureReport> {
  const analysed = []
  for (const base of ['fil', 'near']) {
    const found = await analyseColumns(inputOf(base), { sampleRows, seed: 1, onColumn })
    if (found) analysed.push(found)
  }
  return buildFeatureReport({
    definition: { id: 'F', version: 1, history: 0 },
    target: { id: 'T', classes: ['hold', 'buy', 'sell'] },
    simulated: false,
    sets: ['training', 'validation', 'test'],
    names: NAMES,
    rows: [],
    bases: analysed,
    seed: 1,
    onColumn,
  })
}

test('each error and property of a column is found', async () => {
  const report = await reportOf(50_000)
  const column = (name: string) => report.columns.find((one) => one.name === name)
  expect(column('constant')?.constantIn).toEqual(['fil', 'near'])
  expect(column('noise')?.constantIn).toEqual([])
  expect(report.columns.map(({ twin }) => twin)).toEqual([
    undefined,
    undefined,
    'leads',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(column('holes')).toMatchObject({ missing: 0.1, infinite: 0.1 })
  expect(column('noise')?.information?.bits).toBe(0)
  expect(column('constant')?.information?.bits).toBe(0)
  expect(column('leads')?.information?.bits).toBeGreaterThan(0.2)
  expect(report.target?.entropy).toBeCloseTo(Math.log2(3), 2)
  expect(column('noise')?.drift['test']).toBeLessThan(0.1)
  expect(column('shifted')?.drift['validation']).toBeLessThan(0.1)
  expect(column('shifted')?.drift['test']).toBeGreaterThan(0.25)
  expect(report.correlation.clusters).toEqual([['leads', 'twin', 'inverse']])
  expect(report.correlation.matrix[1]?.[3]).toBe(-1)
  expect(report.correlation.matrix[4]).toEqual(NAMES.map(() => 0))
  expect(report.sample).toMatchObject({ set: 'training', rows: 12_000, of: 12_000 })
})

test('histograms count every finite row; the interesting columns come first', async () => {
  const { columns } = await reportOf(50_000)
  for (const { parts } of columns) {
    for (const { histogram, distribution } of parts) {
      const finite = distribution.rows - distribution.missing - distribution.infinite
      expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(finite)
    }
  }
  const names = sortByInterest(columns).map(({ name }) => name)
  expect(names.slice(0, 3)).toEqual(['twin', 'holes', 'constant'])
  expect(names.slice(3, 5).sort()).toEqual(['inverse', 'leads'])
})

test('a sample stays near the whole, and says what it is', async () => {
  const [whole, sample] = [await reportOf(50_000), await reportOf(2000)]
  expect(sample.sample).toMatchObject({ rows: 4000, of: 12_000 })
  expect(sample.columns[1]?.information?.bits).toBeCloseTo(whole.columns[1]?.information?.bits ?? 0, 1)
  expect(sample.columns.map(({ drift }) => drift)).toEqual(whole.columns.map(({ drift }) => drift))
  expect(await reportOf(2000)).toEqual(sample)
})

test('a base without any row is left out', async () => {
  const input = { ...inputOf('fil'), parts: [partOf('fil', 'training', 0)] }
  expect(await analyseColumns(input, { sampleRows: 10, seed: 1, onColumn })).toBeUndefined()
})

test('a column that is constant in training alone drifts infinitely, as a value of JSON and with a remark', async () => {
  const input: ColumnsInput = {
    base: 'fil',
    names: ['idle', 'still'],
    parts: (['training', 'validation', 'test'] as const).map((set) => partOf('fil', set, 300)),
    values: (column, part) =>
      Float32Array.from({ length: 300 }, (_, row) => (column === 0 && part.set === 'validation' ? row : 0)),
  }
  const analysed = await analyseColumns(input, { sampleRows: 100, seed: 1, onColumn })
  const report = await buildFeatureReport({
    definition: { id: 'F', version: 1, history: 0 },
    simulated: false,
    sets: ['training', 'validation', 'test'],
    names: [...input.names],
    rows: [],
    bases: analysed ? [analysed] : [],
    seed: 1,
    onColumn,
  })
  const [idle, still] = report.columns
  expect(JSON.parse(JSON.stringify(idle?.drift))).toEqual({ validation: 'infinite', test: 0 })
  expect(idle && infiniteDriftTexts(idle)).toEqual(['constant in training, not in validation'])
  expect(still && infiniteDriftTexts(still)).toEqual([])
  expect(sortByInterest(report.columns).map(({ name }) => name)).toEqual(['still', 'idle'])
  expect(featuresText(report, true)).toMatch(/idle +infinite +0\.000 .*constant in training/)
})
