import { chmod, readdir, rename, writeFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { idsOf } from '../../src/definitions/catalog.js'
import { definitionHash } from '../../src/definitions/definition-hash.js'
import { UserError } from '../../src/core/errors.js'
import { featureCatalog } from '../../src/features/catalog.js'
import { netCatalog } from '../../src/nets/catalog.js'
import { targetCatalog } from '../../src/targets/catalog.js'
import { HIGHER_LATER, HOUR_RETURN, RATIO, writeUserFiles, createUserWorkspace } from '../support/user-files.js'
import { randomCandles } from '../support/random-candles.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const candles = randomCandles(28_180_007, 100, 3)

async function errorText(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    return error instanceof Error ? error.message : ''
  }
  throw new Error('it was accepted')
}

/** The fault of a workspace's feature set, loaded and computed, without its folder. */
async function featureError(text: string): Promise<string> {
  const workspace = await createUserWorkspace({ 'features/HourReturn.ts': text })
  const message = await errorText(async () => {
    const entry = (await featureCatalog({ workspace })).get('HourReturn')
    entry?.value.compute(candles)
  })
  expect(message).not.toContain('\n')
  return message.replaceAll(join(workspace, 'features/'), '')
}

describe('the definitions of a workspace', () => {
  test('are in the catalogs beside those of the package', async () => {
    const workspace = await createUserWorkspace()
    const features = await featureCatalog({ workspace })
    const targets = await targetCatalog({ workspace })
    expect([...features.keys()]).toEqual([...(await featureCatalog()).keys(), 'HourReturn'])
    expect([features.get('F2cond20')?.userDefined, features.get('HourReturn')?.userDefined]).toEqual([false, true])
    const frame = features.get('HourReturn')?.value.compute(candles)
    const wanted = Float32Array.from(
      { length: 40 },
      (_, i) => (candles.close[i + 60] ?? 0) / (candles.close[i] ?? 0) - 1,
    )
    expect(frame?.columns.get('return')).toEqual(wanted)
    expect(targets.get('HigherLater')?.value.compute(candles).columns.get('target')?.length).toBe(100)
    expect(await readdir(join(workspace, 'features'))).toEqual(['HourReturn.ts', 'lib'])
  })

  test('a net is one file as well', async () => {
    const workspace = await writeUserFiles({
      'nets/Line.ts': `import { defineNet, type Layer } from 'followupward'
export default defineNet({
  id: 'Line',
  version: 1,
  searchSpace: () => ({}),
  defaults: () => ({}),
  build(params, inputs, classes): Layer[] {
    if (inputs > 99) throw new Error('too many inputs')
    return [{ type: 'dense', units: classes, activation: 'softmax' }]
  },
})
`,
    })
    const net = (await netCatalog({ workspace })).get('Line')?.value
    expect(net?.build({}, 4, 3)).toEqual([{ type: 'dense', units: 3, activation: 'softmax' }])
    expect(() => net?.build({}, 100, 3)).toThrow(/nets\/Line\.ts:8: build of Line failed: too many inputs$/)
  })

  test('a file of another name is neither run nor missing from the list', async () => {
    const workspace = await createUserWorkspace({ 'features/Broken.ts': 'throw new Error("never")\n' })
    const catalog = await featureCatalog({ workspace, id: 'HourReturn' })
    expect(catalog.has('HourReturn')).toBe(true)
    expect(idsOf(catalog)).toContain('Broken')
    expect(await errorText(() => featureCatalog({ workspace }))).toMatch(/Broken\.ts:1: never$/)
    expect((await featureCatalog({ workspace, id: 'F2cond20' })).has('HourReturn')).toBe(false)
  })

  test('an id of the package is refused', async () => {
    const workspace = await writeUserFiles({ 'features/F2cond20.ts': HOUR_RETURN })
    const message = await errorText(() => featureCatalog({ workspace, id: 'F2cond20' }))
    expect(message).toMatch(
      /F2cond20\.ts: a feature set is called F2cond20 already \(in the package\); give .* another name$/,
    )
  })

  test('one id in two files is refused', async () => {
    const workspace = await createUserWorkspace({ 'features/HourReturn.js': '' })
    expect(await errorText(() => featureCatalog({ workspace }))).toMatch(
      /is called HourReturn already \(.*HourReturn\.js\)/,
    )
  })

  test('what a killed process left behind is removed, what a live one needs is not', async () => {
    const workspace = await createUserWorkspace()
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    const stale = `.followupward-${pid}-0a1b.mjs`
    const live = `.followupward-${process.pid}-0a1b.mjs`
    for (const name of [stale, live]) await writeFile(join(workspace, 'features', name), '')
    await featureCatalog({ workspace })
    expect(await readdir(join(workspace, 'features'))).toEqual([live, 'HourReturn.ts', 'lib'])
  })

  test('a folder that cannot be written to does no harm', async () => {
    const workspace = await createUserWorkspace()
    await chmod(join(workspace, 'features'), 0o555)
    try {
      expect((await featureCatalog({ workspace })).has('HourReturn')).toBe(true)
    } finally {
      await chmod(join(workspace, 'features'), 0o755)
    }
  })
})

describe('an error in a file of the workspace names file and line', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['syntax', HOUR_RETURN.replace('const grid', 'cnst grid'), /^HourReturn\.ts:13:10: Expected ";" but found "grid"/],
    [
      'a missing file',
      HOUR_RETURN.replace('./lib/ratio', './lib/rat'),
      /^HourReturn\.ts:2:23: Could not resolve "\.\/lib\/rat"/,
    ],
    [
      'what only the rest of the package may import',
      `import { openWorkspace } from 'followupward/workspace'\n${HOUR_RETURN}void openWorkspace\n`,
      /^HourReturn\.ts:1:31: a definition cannot import followupward\/workspace: expected names of 'followupward' alone; remove this import$/,
    ],
    [
      'no default export',
      HOUR_RETURN.replace('export default', 'export const a ='),
      /^HourReturn\.ts:7: its default export is no feature set/,
    ],
    [
      'a wrong id',
      HOUR_RETURN.replace("'HourReturn'", "'Other'"),
      /^HourReturn\.ts:8: its feature set has the id Other, expected HourReturn/,
    ],
    [
      'a wrong value',
      HOUR_RETURN.replace('version: 1', "version: '1'"),
      /^HourReturn\.ts:9: its version is "1": expected number$/,
    ],
    [
      'a wrong number',
      HOUR_RETURN.replace('  history,', '  history: -1,'),
      /^HourReturn\.ts:10: its history is -1: expected a whole number, at least 0$/,
    ],
    [
      'a column that candles do not have',
      HOUR_RETURN.replace('  history,', "  history,\n  reads: ['close', 'price'],"),
      /^HourReturn\.ts:11: its reads\[1\] is "price": expected open, high, low, close, volume/,
    ],
    [
      'a column twice',
      HOUR_RETURN.replace('  history,', "  history,\n  reads: ['close', 'close'],"),
      /^HourReturn\.ts:11: its reads is \["close","close"\]: expected each column once$/,
    ],
    [
      'what is no number',
      HOUR_RETURN.replace('  history,', '  history: Number(undefined),'),
      /^HourReturn\.ts:10: its history is NaN: expected number$/,
    ],
    [
      'what JSON has no word for',
      HOUR_RETURN.replace('version: 1', 'version: 1n'),
      /^HourReturn\.ts:9: its version is 1n: expected number$/,
    ],
    [
      'a circle',
      HOUR_RETURN.replace('version: 1', 'version: (() => { const a: object[] = []; a.push(a); return a })()'),
      /^HourReturn\.ts:9: its version is an object: expected number$/,
    ],
    [
      'a wrong property that is written elsewhere',
      HOUR_RETURN.replace('export default defineFeatureSet({', 'const set = defineFeatureSet({').replace(
        "  columns: [{ name: 'return' }],",
        "  ['columns' as 'columns']: [],",
      ) + 'export default set\n',
      /^HourReturn\.ts:21: its columns is \[\]: expected at least one column$/,
    ],
    [
      'a missing property',
      HOUR_RETURN.replace('  history,', ''),
      /^HourReturn\.ts:7: its history is missing: expected number$/,
    ],
    [
      'columns of one name',
      HOUR_RETURN.replace("{ name: 'return' }", "{ name: 'return' }, { name: 'return' }"),
      /^HourReturn\.ts:11: two of its columns are called return$/,
    ],
    [
      'a name that no file of columns can have',
      HOUR_RETURN.replace("{ name: 'return' }", "{ name: 'return' }, { name: 'a,b' }"),
      /^HourReturn\.ts:11: one of its columns is called "a,b": expected a text without commas, quotes and line breaks$/,
    ],
    [
      'the name of the times',
      HOUR_RETURN.replace("{ name: 'return' }", "{ name: 'return' }, { name: 'timestamp' }"),
      /^HourReturn\.ts:11: one of its columns is called timestamp, which is taken: give it another name$/,
    ],
    [
      'lags whose names cannot be told',
      HOUR_RETURN.replace(
        "{ name: 'return' }",
        "{ name: 'return', lags: { count: 2, step: 1, nameAt() { throw new Error('no name') } } }",
      ),
      /^HourReturn\.ts:11: its nameAt failed: no name$/,
    ],
    [
      'lags whose names are numbers',
      HOUR_RETURN.replace("{ name: 'return' }", "{ name: 'return', lags: { count: 2, step: 1, nameAt: (k) => k } }"),
      /^HourReturn\.ts:11: one of its columns is called 0: expected a text/,
    ],
    [
      'lags beyond the history',
      HOUR_RETURN.replace(
        "{ name: 'return' }",
        "{ name: 'return', lags: { count: 10, step: 9, nameAt: (k) => `return${k}` } }",
      ),
      /^HourReturn\.ts:10: its history is 60: its lags alone reach back 81/,
    ],
    [
      'other columns than declared',
      HOUR_RETURN.replace("[['return'", "[['gain'"),
      /^HourReturn\.ts:12: compute of HourReturn returned the columns gain: expected return, in this order$/,
    ],
    [
      'a promise',
      HOUR_RETURN.replace('compute(candles', 'async compute(candles'),
      /^HourReturn\.ts:12: compute of HourReturn returned a promise: expected a frame at once/,
    ],
    [
      'another type',
      HOUR_RETURN.replace('new Float32Array', 'new Float64Array'),
      /^HourReturn\.ts:12: compute of HourReturn returned column return as Float64Array: expected Float32Array$/,
    ],
    [
      'two columns of one name, computed',
      HOUR_RETURN.replace("[['return', values]]", "[['return', values], ['return', values]]"),
      /^HourReturn\.ts:18: compute of HourReturn failed: two columns are called return$/,
    ],
    [
      'a grid that was put together by hand',
      HOUR_RETURN.replace(
        "makeFrame(grid, [['return', values]])",
        "({ grid: { first: grid.first, rows: grid.rows }, columns: new Map([['return', values]]) })",
      ),
      /^HourReturn\.ts:12: compute of HourReturn returned no frame: expected the result of makeFrame\(grid, columns\)$/,
    ],
    [
      'no column where one should be',
      HOUR_RETURN.replace("makeFrame(grid, [['return', values]])", "({ grid, columns: new Map([['return', null]]) })"),
      /^HourReturn\.ts:12: compute of HourReturn returned column return as null: expected Float32Array$/,
    ],
    [
      'text that is thrown, which has no place',
      HOUR_RETURN.replace('const values', "throw 'too odd'\n    const values"),
      /^HourReturn\.ts:7: compute of HourReturn failed: too odd$/,
    ],
    [
      'an error without a message',
      HOUR_RETURN.replace('const values', 'throw new RangeError()\n    const values'),
      /^HourReturn\.ts:14: compute of HourReturn failed: RangeError$/,
    ],
    [
      'a grid that is not after its history',
      HOUR_RETURN.replace('(id, history', '(id, 59').replace('grid.rows)', 'grid.rows )'),
      /^HourReturn\.ts:12: compute of HourReturn returned 41 rows: expected 40, one for each candle after the first 60 \(its history\)$/,
    ],
    [
      'no frame',
      HOUR_RETURN.replace('return makeFrame', 'makeFrame'),
      /^HourReturn\.ts:12: compute of HourReturn returned no frame/,
    ],
  ]
  test.each(cases)('%s', async (_, text, message) => {
    expect(await featureError(text)).toMatch(message)
  })

  test('what a file throws, while it is loaded and later, also in a file that it imports', async () => {
    expect(await featureError(HOUR_RETURN.replace('const history', "JSON.parse('{')\nconst history"))).toMatch(
      /^HourReturn\.ts:5: .*JSON/,
    )
    expect(await featureError(HOUR_RETURN.replace("['return', values]", "['return', values.subarray(1)]"))).toMatch(
      /^HourReturn\.ts:18: compute of HourReturn failed: column return has 39 values, expected 40/,
    )
    const workspace = await createUserWorkspace({
      'features/lib/ratio.ts': '\nexport const ratio = (a: number): number => a.none.of\n',
    })
    const entry = (await featureCatalog({ workspace })).get('HourReturn')
    expect(() => entry?.value.compute(candles)).toThrow(/lib\/ratio\.ts:2: compute of HourReturn failed: /)
  })

  test('a label that is no class', async () => {
    const workspace = await writeUserFiles({
      'targets/HigherLater.ts': HIGHER_LATER.replace('? 1 :', '? 3 :').replace('0.002', '-1'),
    })
    const entry = (await targetCatalog({ workspace })).get('HigherLater')
    expect(() => entry?.value.compute(candles)).toThrow(
      /HigherLater\.ts:11: compute of HigherLater returned the label 3/,
    )
  })

  test('an option of a ready-made target that cannot be', async () => {
    const text = `import { tripleBarrierTarget } from 'followupward'

const id = 'Late'
export default tripleBarrierTarget({ id, version: 1, horizon: 0, deviations: 2, minReturn: 0, volatilityWindow: 60 })
`
    const workspace = await writeUserFiles({ 'targets/Late.ts': text })
    expect(await errorText(() => targetCatalog({ workspace }))).toMatch(
      /targets\/Late\.ts:4: horizon is 0: expected a whole number, at least 1$/,
    )
  })

  test('a further column of a target with a name that no file can have', async () => {
    const text = HIGHER_LATER.replace("[['target', target]]", "[['target', target], ['timestamp', target]]")
    const workspace = await writeUserFiles({ 'targets/HigherLater.ts': text })
    const entry = (await targetCatalog({ workspace })).get('HigherLater')
    expect(() => entry?.value.compute(candles)).toThrow(
      /HigherLater\.ts:11: .* returned a column called timestamp, which/,
    )
  })

  test('a further column of a target that no store can keep', async () => {
    const text = HIGHER_LATER.replace("[['target', target]]", "[['target', target], ['gain', [...target]]]")
    const workspace = await writeUserFiles({ 'targets/HigherLater.ts': text })
    const entry = (await targetCatalog({ workspace })).get('HigherLater')
    expect(() => entry?.value.compute(candles)).toThrow(
      /HigherLater\.ts:11: .* returned column gain as Array: expected Float32Array or Float64Array or Uint8Array$/,
    )
  })

  test('something that is no file', async () => {
    const workspace = await writeUserFiles({ 'features/HourReturn.ts/ratio.ts': RATIO })
    expect(await errorText(() => featureCatalog({ workspace }))).toMatch(
      /features\/HourReturn\.ts: cannot be read \(EISDIR\); expected a file, mend or remove it$/,
    )
  })

  test('in a file that the definition imports too, but not where only types are imported', async () => {
    const importing = "import { Workspace } from 'followupward/workspace'\n"
    const workspace = await createUserWorkspace({
      'features/lib/ratio.ts': `${importing}${RATIO}export { Workspace }\n`,
    })
    expect(await errorText(() => featureCatalog({ workspace }))).toMatch(
      /features\/lib\/ratio\.ts:1:27: a definition cannot import followupward\/workspace/,
    )
    const typed = await createUserWorkspace({ 'features/lib/ratio.ts': `${importing.replace('{', 'type {')}${RATIO}` })
    expect((await featureCatalog({ workspace: typed })).has('HourReturn')).toBe(true)
  })

  test('too few candles are no error of the file', async () => {
    const entry = (await featureCatalog({ workspace: await createUserWorkspace() })).get('HourReturn')
    const few = randomCandles(1, 60, 1)
    expect(() => entry?.value.compute(few)).toThrow(/^HourReturn needs at least 61 candles/)
  })
})

describe('the hash of a user’s definition', () => {
  test('stays where the workspace moves, and changes with what the file imports', async () => {
    const workspace = await createUserWorkspace()
    const before = await definitionHash(join(workspace, 'features/HourReturn.ts'))
    const moved = join(await temporaryFolder(), 'deep')
    await rename(workspace, moved)
    const file = join(moved, 'features/HourReturn.ts')
    expect(await definitionHash(file)).toBe(before)
    await createUserWorkspace(
      { 'features/lib/ratio.ts': 'export const ratio = (a: number, b: number): number => a - b\n' },
      moved,
    )
    expect(await definitionHash(file)).not.toBe(before)
  })

  test('has the package in it where the file imports it', async () => {
    const workspace = await writeUserFiles({
      'a/F.ts': "import { makeFrame } from 'followupward'\nexport default makeFrame\n",
      'b/F.ts': "import type { Frame as makeFrame } from 'followupward'\nexport default makeFrame\n",
    })
    const [withPackage, without] = await Promise.all(
      ['a', 'b'].map((name) => definitionHash(join(workspace, name, 'F.ts'))),
    )
    expect(withPackage).not.toBe(without)
  })
})
