import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { sliceCandles } from '../../src/core/candles.js'
import { MINUTE } from '../../src/core/time.js'
import { simulateCandles, toSimulatedMarket } from '../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { archiveCsv } from '../support/archive-csv.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { HOUR_RETURN, createUserWorkspace } from '../support/user-files.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const LEAKY = fileURLToPath(new URL('../fixtures/leaky/', import.meta.url))
const EXAMPLES = fileURLToPath(new URL('../../examples/leaky/features/', import.meta.url))

const reportSchema = z.object({
  passed: z.boolean(),
  definitions: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      own: z.boolean(),
      samples: z.array(z.string()),
      failed: z.array(z.string()),
      findings: z.array(
        z.object({
          check: z.string(),
          severity: z.string(),
          text: z.string(),
          column: z.string().optional(),
          time: z.string().optional(),
        }),
      ),
    }),
  ),
})
type Report = z.output<typeof reportSchema>

const reportOf = (io: FakeIo): Report => reportSchema.parse(JSON.parse(io.stdout()))

async function leakyWorkspace(): Promise<FakeIo> {
  const folder = await temporaryFolder()
  for (const kind of ['features', 'targets']) await mkdir(join(folder, kind))
  for (const name of await readdir(LEAKY)) {
    await cp(join(LEAKY, name), join(folder, name === 'ShortHorizon.ts' ? 'targets' : 'features', name))
  }
  return fakeIo(folder)
}

/** A feature set that does something more before it computes, or while it is loaded. */
const withCode = (inCompute: string, atLoad = '', imports = ''): string =>
  `${imports}\n${HOUR_RETURN.replace('const history', `${atLoad}\nconst history`).replace('const grid', `${inCompute}\n    const grid`)}`

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
  test('passes the whole catalog', async () => {
    const io = fakeIo(await temporaryFolder())
    const code = await run(['check', '--json'], io)
    const { passed, definitions } = reportOf(io)
    expect(definitions.flatMap(({ id, failed }) => failed.map((name) => `${id} ${name}`))).toEqual([])
    expect([code, passed]).toEqual([0, true])
    expect(definitions.map(({ id }) => id)).toEqual(expect.arrayContaining(['F1agg110', 'F2cond20', 'T10up5low30min']))
    // Where there are no data, nothing is written.
    expect(await readdir(io.cwd)).toEqual([])
  }, 240_000)

  test('catches every leak, and names the column and the first bad minute', async () => {
    const io = await leakyWorkspace()
    const ids = (await readdir(LEAKY)).map((name) => basename(name, '.ts'))
    expect(await run(['check', ...ids, '--json'], io)).toBe(1)
    const { definitions } = reportOf(io)
    const failed = new Map(definitions.map((one) => [one.id, one.failed]))
    expect(failed.get('FileRead')).toEqual(['purity'])
    for (const id of ids) {
      const check = id === 'FileRead' ? 'purity' : 'causality'
      expect(failed.get(id), id).toContain(check)
      const finding = definitions.find((one) => one.id === id)?.findings.find((one) => one.check === check)
      expect(finding?.column, id).toBeDefined()
      expect(finding?.time, id).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/)
    }
    expect(io.stderr()).toContain(`error: ${ids.length} of ${ids.length} failed: `)
  })

  test('says it to people, for the examples of the docs by their files', async () => {
    const io = fakeIo(await temporaryFolder())
    expect(await run(['check', join(EXAMPLES, 'NextMinute.ts'), '--quick'], io)).toBe(1)
    expect(io.stdout()).toMatch(/NextMinute +features +simulated 1, quiet +\d+\/11 +causality, streaming/)
    expect(io.stdout()).toMatch(
      /failed causality: column return at \d{4}-\d\d-\d\dT\d\d:\d\dZ on simulated 1: looks ahead, by at least 1 candle/,
    )
    expect(io.stderr()).toContain('error: 1 of 1 failed: NextMinute')
  })

  test('looks at stored candles of the first bases', async () => {
    const io = fakeIo(await createUserWorkspace({ 'followupward.yaml': 'exchange: { id: simulated }\n' }))
    const store = openCandleStore(join(io.cwd, 'data'))
    for (const base of ['aa', 'bb', 'cc']) {
      const candles = simulateCandles('market', { seed: 5, from: Date.UTC(2024, 0, 1), rows: 900, base })
      await store.merge(toSimulatedMarket(base, 'USDT'), candles)
    }
    expect(await run(['check', 'HourReturn', 'HigherLater', '--json'], io)).toBe(0)
    for (const { samples } of reportOf(io).definitions) {
      expect(samples).toEqual(['aa', 'bb', 'simulated 1', 'simulated 2', 'long', 'quiet'])
    }
    expect((await readdir(join(io.cwd, 'data/checks/features')))[0]).toMatch(/^HourReturn-[0-9a-f]{16}\.json$/)
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
    const io = fakeIo(await createUserWorkspace(Object.fromEntries(files)))
    expect(await run(['check', ...ids, '--quick', '--json'], io)).toBe(1)
    reportOf(io).definitions.forEach(({ failed, findings }, i) => {
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
    const io = fakeIo(await createUserWorkspace({ ...Object.fromEntries(files), 'features/lib/scale.txt': '7' }))
    expect(await run(['check', ...Object.keys(made), '--quick', '--json'], io)).toBe(1)
    const found = reportOf(io).definitions.map(({ findings }) => findings.find(({ check }) => check === 'purity'))
    expect(found.map((finding) => finding?.column)).toEqual([undefined, 'return', 'return', 'return'])
    const [first, , last] = found.slice(1).map((finding) => Date.parse(finding?.time ?? '') / MINUTE)
    expect((last ?? 0) - (first ?? 0)).toBe(4000)
  })

  test('a definition that reads more than it says fails, and names the column', async () => {
    const greedy = HOUR_RETURN.replace('  history,', "  history,\n  reads: ['open'],")
    const io = fakeIo(await createUserWorkspace({ 'features/HourReturn.ts': greedy }))
    expect(await run(['check', 'HourReturn', '--quick', '--json'], io)).toBe(1)
    const [report] = reportOf(io).definitions
    expect(report?.findings[0]?.text).toMatch(/HourReturn\.ts:\d+.*no column close; there are open/)
  })

  test('a file that is read is told once, by the function that was called', async () => {
    const code = withCode("readFileSync('/etc/hostname')", '', "import { readFileSync } from 'node:fs'")
    const io = fakeIo(await createUserWorkspace({ 'features/HourReturn.ts': code }))
    expect(await run(['check', 'HourReturn', '--quick', '--json'], io)).toBe(1)
    expect(reportOf(io).definitions[0]?.findings).toHaveLength(1)
  })

  test('a definition that keeps something between calls fails, though it is the same all along', async () => {
    const kept = withCode('scale ??= candles.close[0]', 'let scale').replace(' - 1', ' / scale')
    const io = fakeIo(await createUserWorkspace({ 'features/HourReturn.ts': kept }))
    expect(await run(['check', 'HourReturn', '--quick', '--json'], io)).toBe(1)
    expect(reportOf(io).definitions[0]?.failed).toEqual(['determinism'])
  })

  test('UTC times of given minutes are no clock', async () => {
    const code = `new Date(candles.grid.calendar.timeAt(candles.grid.first)).getUTCHours()
    new Date('2024-01-01'), new Date('2024-01-01T05:00:00Z'), new Date('2024-01-01T05:00+01:00')
    new Intl.DateTimeFormat('en', { timeZone: 'UTC', hour: 'numeric' }).format(0)`
    const io = fakeIo(await createUserWorkspace({ 'features/HourReturn.ts': withCode(code) }))
    expect(await run(['check', 'HourReturn', '--quick'], io)).toBe(0)
  })

  test('a definition that throws, or ends its process, fails alone', async () => {
    const text = withCode("if (candles.grid.rows > 5000) throw new Error('too much')")
    const quits = HOUR_RETURN.replaceAll('HourReturn', 'Quits').replace('const grid', 'process.exit(3)\n    const grid')
    const io = fakeIo(await createUserWorkspace({ 'features/HourReturn.ts': text, 'features/Quits.ts': quits }))
    expect(await run(['check', 'HourReturn', 'Quits', 'HigherLater', '--json'], io)).toBe(1)
    const reports = reportOf(io).definitions
    expect(reports.map(({ id, failed }) => [id, failed])).toEqual([
      ['HourReturn', ['shape']],
      ['Quits', ['shape']],
      ['HigherLater', []],
    ])
    expect(reports[0]?.findings[0]?.text).toMatch(/HourReturn\.ts:\d+: compute of HourReturn failed: too much$/)
    expect(reports[1]?.findings[0]?.text).toContain('could not be checked')
  })

  test('reports each file that cannot be loaded, and checks the others all the same', async () => {
    const io = fakeIo(
      await createUserWorkspace({
        'features/HourReturn.ts': HOUR_RETURN,
        'features/Broken.ts': 'export default defineFeatureSet({',
        'targets/NoTarget.ts': "export default { id: 'NoTarget' }",
        'nets/Other.ts': "export default { id: 'Another', version: 1 }",
      }),
    )
    expect(await run(['check', '--quick', '--json'], io)).toBe(1)
    const { definitions } = reportOf(io)
    const failed = definitions.filter((one) => one.failed.length > 0)
    expect(failed.map(({ id, kind, failed: checks }) => [id, kind, ...checks])).toEqual([
      ['Broken', 'features', 'shape'],
      ['NoTarget', 'targets', 'shape'],
      ['Other', 'nets', 'shape'],
    ])
    expect(failed[0]?.findings[0]?.text).toMatch(/features[/\\]Broken\.ts:1/)
    expect(definitions.find(({ id }) => id === 'HourReturn')).toMatchObject({ own: true, failed: [] })
    expect(io.stderr()).toContain('3 of')
    expect(await run(['check', '--quick', 'HourReturn', 'Broken'], fakeIo(io.cwd))).toBe(1)
  })

  test('builds nets of every size, twice', async () => {
    const io = fakeIo(
      await createUserWorkspace({
        'nets/Sound.ts': net(dense('units')).replace('NAME', 'Sound'),
        'nets/Moody.ts': net(dense('units + built++')).replace('NAME', 'Moody'),
        'nets/Narrow.ts': net(dense('inputs - 1')).replace('NAME', 'Narrow'),
      }),
    )
    expect(await run(['check', 'Sound', 'Moody', 'Narrow', '--json'], io)).toBe(1)
    const found = reportOf(io).definitions.map(({ id, kind, failed }) => [id, kind, ...failed])
    expect(found).toEqual([
      ['Sound', 'nets'],
      ['Moody', 'nets', 'determinism'],
      ['Narrow', 'nets', 'shape'],
    ])
    expect(await run(['check', 'MLP'], fakeIo(io.cwd))).toBe(0)
  })

  test('stops on Ctrl-C', async () => {
    const io = fakeIo(await temporaryFolder())
    const running = run(['check'], io)
    setTimeout(() => io.interrupt(), 300)
    expect(await running).toBe(130)
    expect(io.stdout()).toBe('')
  })

  test('says that a file has too few candles to be looked at', async () => {
    const io = fakeIo(await createUserWorkspace())
    const candles = simulateCandles('market', { seed: 5, from: Date.UTC(2024, 0, 1), rows: 300, base: 'aa' })
    for (const [file, rows] of [
      ['short.csv', 60],
      ['long.csv', 300],
    ] as const) {
      await writeFile(join(io.cwd, file), archiveCsv(sliceCandles(candles, 0, rows)))
      expect(await run(['check', 'HourReturn', '--quick', '--candles', file], io)).toBe(0)
    }
    expect(io.stderr().match(/note: .*/g)).toEqual([
      expect.stringMatching(/short\.csv has too few candles to check HourReturn on/),
    ])
  })

  test('refuses what is not there', async () => {
    const io = fakeIo(await temporaryFolder())
    expect(await run(['check', 'Nothing'], io)).toBe(1)
    expect(await run(['check', 'elsewhere/Nothing.ts'], io)).toBe(1)
    expect(await run(['check', '--base', 'none'], io)).toBe(1)
    expect(io.stderr()).toMatch(
      /nothing to check is called Nothing; .*\n.*there is no such definition.*\n.*no candles of base none/,
    )
  })
})
