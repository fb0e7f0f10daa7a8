import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { sliceCandles } from '../../../src/core/candles.js'
import { silentProgress, type Progress } from '../../../src/core/progress.js'
import { MINUTE } from '../../../src/core/time.js'
import type { CheckRequest } from '../../../src/workspace/check/request.js'
import { checkFailure, failedChecks, type CheckReport } from '../../../src/workspace/check/result.js'
import { CancelledError } from '../../../src/workspace/index.js'
import { simulateCandles, toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { archiveCsv } from '../../support/archive-csv.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { HOUR_RETURN, createUserWorkspace } from '../../support/user-files.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const LEAKY = fileURLToPath(new URL('../../fixtures/leaky/', import.meta.url))
const EXAMPLES = fileURLToPath(new URL('../../../examples/leaky/features/', import.meta.url))

interface Checked extends CheckReport {
  readonly failed: readonly string[]
}

async function check(workspace: TestWorkspace, request: CheckRequest): Promise<readonly Checked[]> {
  const { reports } = await workspace.check(request)
  return reports.map((report) => ({ ...report, failed: failedChecks(report) }))
}

async function userWorkspace(files: Readonly<Record<string, string>> = {}): Promise<TestWorkspace> {
  return openTestWorkspace(await createUserWorkspace(files))
}

async function leakyWorkspace(): Promise<TestWorkspace> {
  const folder = await temporaryFolder()
  for (const kind of ['features', 'targets']) await mkdir(join(folder, kind))
  for (const name of await readdir(LEAKY)) {
    await cp(join(LEAKY, name), join(folder, name === 'ShortHorizon.ts' ? 'targets' : 'features', name))
  }
  return openTestWorkspace(folder)
}

/** A feature set that does something more before it computes, or while it is loaded. */
const withCode = (inCompute: string, atLoad = '', imports = ''): string =>
  `${imports}\n${HOUR_RETURN.replace('const history', `${atLoad}\nconst history`).replace('const grid', `${inCompute}\n    const grid`)}`

/** What a quick check finds of such a file of HourReturn. */
async function checkHourReturn(text: string): Promise<readonly Checked[]> {
  const workspace = await userWorkspace({ 'features/HourReturn.ts': text })
  return check(workspace, { definitions: ['HourReturn'], quick: true })
}

/** A net with these layers. */
const net = (layers: string): string => `import { defineNet } from 'followupward'
let built = 0
export default defineNet({
  id: 'NAME',
  version: 1,
  searchSpace: () => ({ units: [4, 8] }),
  defaults: () => ({ units: 4 }),
  build: ({ units = 1 }, inputs, classes) => ${layers},
})
`

const dense = (units: string): string =>
  `[{ type: 'dense', units: ${units} }, { type: 'dense', units: classes, activation: 'softmax' }]`

/** Threads start slowly on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

describe('check', () => {
  test('passes the whole catalog, and reports each file beside it that cannot be loaded', async () => {
    const workspace = await userWorkspace({
      'features/HourReturn.ts': HOUR_RETURN,
      'features/Broken.ts': 'export default defineFeatureSet({',
      'targets/NoTarget.ts': "export default { id: 'NoTarget' }",
      'nets/Other.ts': "export default { id: 'Another', version: 1 }",
    })
    const definitions = await check(workspace, {})
    expect(definitions.map(({ id }) => id)).toEqual(expect.arrayContaining(['F1agg110', 'F2cond20', 'T10up5low30min']))
    const failed = definitions.filter((one) => one.failed.length > 0)
    expect(failed.map(({ id, kind, failed: checks }) => [id, kind, ...checks])).toEqual([
      ['Broken', 'features', 'shape'],
      ['NoTarget', 'targets', 'shape'],
      ['Other', 'nets', 'shape'],
    ])
    expect(failed[0]?.findings[0]?.text).toMatch(/features[/\\]Broken\.ts:1/)
    expect(definitions.find(({ id }) => id === 'HourReturn')).toMatchObject({ userDefined: true, failed: [] })
    expect(checkFailure({ reports: definitions })?.message).toContain('3 of')
    const two = await check(workspace, { definitions: ['HourReturn', 'Broken'], quick: true })
    expect(two.map(({ failed: checks }) => checks)).toEqual([[], ['shape']])
  }, 240_000)

  test('writes nothing where there are no data', async () => {
    const workspace = await openTestWorkspace()
    const definitions = await check(workspace, { definitions: ['F4CondAgg', 'T10up5low30min'], quick: true })
    expect(checkFailure({ reports: definitions })).toBeUndefined()
    expect(await readdir(workspace.directory)).toEqual([])
  })

  test('catches every leak, and names the column and the first bad minute', async () => {
    const ids = (await readdir(LEAKY)).map((name) => basename(name, '.ts'))
    const definitions = await check(await leakyWorkspace(), { definitions: ids })
    const failed = new Map(definitions.map((one) => [one.id, one.failed]))
    expect(failed.get('FileRead')).toEqual(['purity'])
    for (const id of ids) {
      const check = id === 'FileRead' ? 'purity' : 'causality'
      expect(failed.get(id), id).toContain(check)
      const finding = definitions.find((one) => one.id === id)?.findings.find((one) => one.check === check)
      expect(finding?.column, id).toBeDefined()
      expect((finding?.time ?? 0.5) % MINUTE, id).toBe(0)
    }
    expect(checkFailure({ reports: definitions })?.message).toContain(`${ids.length} of ${ids.length} failed: `)
  })

  test('takes a definition by its file', async () => {
    const [report] = await check(await openTestWorkspace(), {
      definitions: [join(EXAMPLES, 'NextMinute.ts')],
      quick: true,
    })
    expect(report).toMatchObject({ id: 'NextMinute', samples: ['simulated 1', 'quiet'], userDefined: true })
    expect(report?.failed).toEqual(['causality', 'streaming'])
  })

  test('looks at stored candles of the first bases', async () => {
    const workspace = await userWorkspace({ 'followupward.yaml': 'exchange: { id: simulated }\n' })
    const store = openCandleStore(join(workspace.directory, 'data'))
    for (const base of ['aa', 'bb', 'cc']) {
      const candles = simulateCandles('market', { seed: 5, from: Date.UTC(2024, 0, 1), rows: 900, base })
      await store.merge(toSimulatedMarket(base, 'USDT'), candles)
    }
    for (const { samples, failed } of await check(workspace, { definitions: ['HourReturn', 'HigherLater'] })) {
      expect(samples).toEqual(['aa', 'bb', 'simulated 1', 'simulated 2', 'long', 'quiet'])
      expect(failed).toEqual([])
    }
    const [named] = await check(workspace, { definitions: ['HourReturn'], bases: ['CC'], quick: true })
    expect(named?.samples).toEqual(['cc', 'simulated 1', 'quiet'])
    expect((await readdir(join(workspace.directory, 'data/checks/features')))[0]).toMatch(
      /^HourReturn-[-0-9a-f]{16}\.json$/,
    )
  })

  const impure: readonly (readonly [string, string, string])[] = [
    ['the clock', withCode('Date.now()'), 'uses Date.now in compute'],
    ['a new date', withCode('new Date()'), 'uses the clock (new Date()) in compute'],
    ['chance', withCode('Math.random()'), 'uses Math.random in compute'],
    [
      'the local time zone',
      withCode('new Date(0).getHours()'),
      'uses the time zone of the machine (Date).getHours in compute',
    ],
    [
      'a local time that is told in parts',
      withCode('new Date(2024, 0, 1, 5)'),
      'uses the time zone of the machine (new Date(2024, 0, 1, 5)) in compute',
    ],
    [
      'a local time that is told as text',
      withCode("new Date('2024-01-01T05:00')"),
      'uses the time zone of the machine (new Date(2024-01-01T05:00)) in compute',
    ],
    [
      'a local format',
      withCode("new Intl.DateTimeFormat('en', { hour: 'numeric' }).format(0)"),
      'uses the time zone of the machine (Intl.DateTimeFormat) in compute',
    ],
    ['a fine clock', withCode('process.hrtime.bigint()'), 'uses process.hrtime.bigint in compute'],
    ['the process', withCode('void process.pid'), 'uses process.pid in compute'],
    ['the machine', withCode('os.totalmem()', '', "import os from 'node:os'"), 'uses os.totalmem in compute'],
    ['what all share', withCode('Object.assign(globalThis, { kept: 1 })'), 'keeps something in globalThis.kept'],
    ['the environment', withCode('process.env.HOME'), 'uses process.env.HOME in compute'],
    [
      'a file, read while it is loaded',
      withCode(
        '',
        "const means = readFileSync('/etc/hostname', 'utf8')\nvoid means",
        "import { readFileSync } from 'node:fs'",
      ),
      'uses fs.readFileSync /etc/hostname while it is loaded',
    ],
    ['the environment, asked for a name', withCode("void ('HOME' in process.env)"), 'uses process.env.HOME in compute'],
    ['the names in it', withCode('Object.keys(process.env)'), 'uses process.env.* in compute'],
    ['the version', withCode('void process.version'), 'uses process.version in compute'],
    [
      'the language',
      withCode('(1234.5).toLocaleString()'),
      'uses the language of the machine (Number).toLocaleString in',
    ],
    [
      'a time that is parsed',
      withCode("Date.parse('2024-01-01T05:00')"),
      'uses the time zone of the machine (Date.parse',
    ],
    ['the clock, of few rows', withCode('if (candles.grid.rows < 70) Date.now()'), 'uses Date.now in compute'],
    ['something on what all share', withCode('Object.assign(Math, { kept: 1 })'), 'keeps something in Math.kept'],
    [
      'under a symbol',
      withCode("Object.assign(globalThis, { [Symbol.for('x')]: 1 })"),
      'keeps something in globalThis[Symbol(x)]',
    ],
    [
      'a program',
      withCode("execSync('true')", '', "import { execSync } from 'node:child_process'"),
      'uses child_process.execSync true in compute',
    ],
  ]

  test('finds the use of the clock, of chance and of everything else outside', async () => {
    const ids = impure.map((_, i) => `Impure${i}`)
    const files = impure.map(
      ([, text], i) => [`features/Impure${i}.ts`, text.replaceAll('HourReturn', `Impure${i}`)] as const,
    )
    const workspace = await userWorkspace(Object.fromEntries(files))
    const definitions = await check(workspace, { definitions: ids, quick: true })
    definitions.forEach(({ failed, findings }, i) => {
      const [what = '', , expected = ''] = impure[i] ?? []
      expect(failed, what).toEqual(['purity'])
      expect(findings.map(({ text }) => text).join('\n'), what).toContain(expected)
    })
  })

  test('what depends on the outside is named, and from when on', async () => {
    const read = "readFileSync(new URL('./lib/scale.txt', import.meta.url), 'utf8')"
    const imports = "import { readFileSync } from 'node:fs'"
    const made = {
      Unneeded: withCode(`void ${read}`, '', imports),
      InCompute: withCode(`const scale = Number(${read})`, '', imports).replace(' - 1', ' * scale'),
      AtLoad: withCode('', `const scale = Number(${read})`, imports).replace(' - 1', ' * scale'),
      Sometimes: withCode('const scale = Math.random()').replace(' - 1', ' - (i === 4000 ? scale : 1)'),
    }
    const files = Object.entries(made).map(
      ([id, code]) => [`features/${id}.ts`, code.replaceAll('HourReturn', id)] as const,
    )
    const workspace = await userWorkspace({ ...Object.fromEntries(files), 'features/lib/scale.txt': '7' })
    const definitions = await check(workspace, { definitions: Object.keys(made), quick: true })
    const found = definitions.map(({ findings }) => findings.find((finding) => finding.check === 'purity'))
    expect(found.map((finding) => finding?.column)).toEqual([undefined, 'return', 'return', 'return'])
    const [first, , last] = found.slice(1).map((finding) => (finding?.time ?? 0) / MINUTE)
    expect((last ?? 0) - (first ?? 0)).toBe(4000)
  })

  test('a definition that reads more than it says fails, and names the column', async () => {
    const greedy = HOUR_RETURN.replace('  history,', "  history,\n  reads: ['open'],")
    const [report] = await checkHourReturn(greedy)
    expect(report?.findings[0]?.text).toMatch(/HourReturn\.ts:\d+.*no column close; there are open/)
  })

  test('a file that is read is told once, by the function that was called', async () => {
    const code = withCode("readFileSync('/etc/hostname')", '', "import { readFileSync } from 'node:fs'")
    const [report] = await checkHourReturn(code)
    expect(report?.failed).toEqual(['purity'])
    expect(report?.findings).toHaveLength(1)
  })

  test('a definition that keeps something between calls fails, though it is the same all along', async () => {
    const kept = withCode('scale ??= candles.close[0]', 'let scale').replace(' - 1', ' / scale')
    const [report] = await checkHourReturn(kept)
    expect(report?.failed).toEqual(['determinism'])
  })

  test('UTC times of given minutes are no clock', async () => {
    const code = `new Date(candles.grid.calendar.timeAt(candles.grid.first)).getUTCHours()
    new Date('2024-01-01'), new Date('2024-01-01T05:00:00Z'), new Date('2024-01-01T05:00+01:00')
    new Intl.DateTimeFormat('en', { timeZone: 'UTC', hour: 'numeric' }).format(0)`
    const [report] = await checkHourReturn(withCode(code))
    expect(report?.failed).toEqual([])
  })

  test('a definition that throws, or ends its process, fails alone', async () => {
    const text = withCode("if (candles.grid.rows > 5000) throw new Error('too much')")
    const quits = HOUR_RETURN.replaceAll('HourReturn', 'Quits').replace('const grid', 'process.exit(3)\n    const grid')
    const workspace = await userWorkspace({ 'features/HourReturn.ts': text, 'features/Quits.ts': quits })
    const reports = await check(workspace, { definitions: ['HourReturn', 'Quits', 'HigherLater'] })
    expect(reports.map(({ id, failed }) => [id, failed])).toEqual([
      ['HourReturn', ['shape']],
      ['Quits', ['shape']],
      ['HigherLater', []],
    ])
    expect(reports[0]?.findings[0]?.text).toMatch(/HourReturn\.ts:\d+: compute of HourReturn failed: too much$/)
    expect(reports[1]?.findings[0]?.text).toContain('could not be checked')
  })

  test('builds nets of every size, twice', async () => {
    const workspace = await userWorkspace({
      'nets/Sound.ts': net(dense('units')).replace('NAME', 'Sound'),
      'nets/Moody.ts': net(dense('units + built++')).replace('NAME', 'Moody'),
      'nets/Narrow.ts': net(dense('inputs - 1')).replace('NAME', 'Narrow'),
    })
    const found = await check(workspace, { definitions: ['Sound', 'Moody', 'Narrow'] })
    expect(found.map(({ id, kind, failed }) => [id, kind, ...failed])).toEqual([
      ['Sound', 'nets'],
      ['Moody', 'nets', 'determinism'],
      ['Narrow', 'nets', 'shape'],
    ])
    expect((await check(workspace, { definitions: ['MLP'] })).map(({ failed }) => failed)).toEqual([[]])
  })

  test('stops when it is told to, and when the workspace is closed', async () => {
    const workspace = await openTestWorkspace()
    const stop = new AbortController()
    // Stopped as soon as it has started.
    const progress: Progress = { start: (...task) => (stop.abort(), silentProgress.start(...task)) }
    const stopped = await workspace.check({}, { signal: stop.signal, progress }).catch((error: unknown) => error)
    expect(stopped).toBeInstanceOf(CancelledError)
    const closed = workspace.check({}).catch((error: unknown) => error)
    await workspace.close()
    expect(await closed).toBeInstanceOf(CancelledError)
  })

  test('says that a file has too few candles to be looked at', async () => {
    const workspace = await userWorkspace()
    const candles = simulateCandles('market', { seed: 5, from: Date.UTC(2024, 0, 1), rows: 300, base: 'aa' })
    for (const [file, rows] of [
      ['short.csv', 60],
      ['long.csv', 300],
    ] as const) {
      await writeFile(join(workspace.directory, file), archiveCsv(sliceCandles(candles, 0, rows)))
      await check(workspace, { definitions: ['HourReturn'], quick: true, candles: [file] })
    }
    expect(workspace.logged).toEqual([
      expect.stringMatching(/^note: .*short\.csv has too few candles to check HourReturn on/),
    ])
  })

  test('refuses what is not there', async () => {
    const workspace = await openTestWorkspace()
    const refused = async (request: CheckRequest, words: RegExp): Promise<void> => {
      await expect(workspace.check(request)).rejects.toThrow(words)
    }
    await refused({ definitions: ['Nothing'] }, /nothing to check is called Nothing; there are/)
    await refused({ definitions: ['elsewhere/Nothing.ts'] }, /elsewhere\/Nothing\.ts: there is no such definition/)
    await refused({ bases: ['none'] }, /no candles of base none/)
    await refused({ bases: ['none'], candles: ['x.csv'] }, /^bases and candles exclude each other/)
    await refused({ seed: 1.5 }, /^seed is 1\.5: /)
  })
})
