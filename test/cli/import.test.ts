import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { archiveCsv, archiveLines } from '../support/archive-csv.js'
import { candlesFrom } from '../support/candles-from.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const AUGUST = Date.UTC(2023, 7, 1)
const FILE = 'FILUSDT-1m-2023-08.csv'

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo(folder)
  const code = await run(args, io)
  return { code, out: io.stdout(), err: io.stderr() }
}

async function put(content: string): Promise<void> {
  await writeFile(join(folder, FILE), content)
}

test('an import tells what came, a line for each market, and an export what went', async () => {
  await put(archiveCsv(candlesFrom(AUGUST, 3000)))
  const { code, out } = await command('import', FILE)
  expect(code).toBe(0)
  expect(out).toBe(
    'binance/spot/FIL-USDT/1m: 2023-08-01T00:00Z to 2023-08-03T02:00Z, 3000 candles new, 0 there already, 0 minutes missing\n' +
      "  taken for one of binance, market type spot, as the workspace's configuration says; name another with --exchange and --market\n",
  )
  expect((await command('export', '--out', 'x.csv')).out).toBe('binance/spot/FIL-USDT/1m: 3000 candles → x.csv\n')
  const json: unknown = JSON.parse((await command('export', '--out', 'x.csv', '--json')).out)
  expect(json).toMatchObject({ out: join(folder, 'x.csv'), name: 'fil', market: { symbol: 'FIL/USDT' }, candles: 3000 })
})

test('what people should know of the files stands below, with times in the workspace’s time zone', async () => {
  await writeFile(join(folder, 'followupward.yaml'), 'timeZone: Asia/Kolkata\n')
  const missing = Array.from({ length: 40 }, (_, row) => 20 + row)
  const lines = archiveLines(candlesFrom(AUGUST, 100, { missing }))
  await put([...lines.slice(20), ...lines.slice(0, 20), ...lines.slice(30, 33)].join('\n'))
  const { out } = await command('import', FILE)
  expect(out).toMatch(/2023-08-01T05:30\+05:30 to 2023-08-01T07:10\+05:30, 60 candles new/)
  expect(out).toContain('outage of 40 minutes: 2023-08-01T05:50+05:30 to 2023-08-01T06:30+05:30')
  expect(out).toMatch(/23 lines or rows were out of order and have been sorted/)
  expect(out).toMatch(/3 lines or rows repeated a minute and were merged/)
})

test('contradictions are shown value by value, and the options that decide', async () => {
  await put(archiveCsv(candlesFrom(AUGUST, 100)))
  await command('import', FILE)
  const other = candlesFrom(AUGUST, 100)
  for (let row = 10; row < 30; row++) other.trades[row] = 1000
  await put(archiveCsv(other))
  const { code, out, err } = await command('import', FILE)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^20 minutes differ from what is stored, the first 5:\nminute +column +stored +new *\n/m)
  expect(err.match(/^2023-08-01T00:1[0-4]Z +trades +\d+ +1000$/gm)).toHaveLength(5)
  expect(err).toMatch(/^error: .*00:10Z.* and 19 more minutes differ; .* --conflict stored or --conflict new$/m)
  const kept = await command('import', FILE, '--conflict', 'stored')
  expect(kept.out).toContain('20 minutes differ and were kept as they were stored')
})

test.each([
  [['import', 'x.csv', '--conflict', 'maybe'], '--conflict is maybe: allowed are refuse, stored, new'],
  [['import', 'x.csv', '--columns', 'x'], '--columns has x: expected name=value'],
  [['import', 'x.csv', '--columns', 'low=a b,hihg=c'], '--columns has hihg: allowed are time, open, high, low, close,'],
  [['import', FILE, '--time-format', '%d'], '--time-format is %d: expected s, ms, us, ns, iso, or a pattern'],
  [['export', '--out', 'x.xlsx'], '--out is x.xlsx: expected a name that ends in .csv'],
  [['export'], '--out is missing: '],
])('%s is refused in one line that names the option', async (args, message) => {
  await put(archiveCsv(candlesFrom(AUGUST, 3)))
  const { code, err } = await command(...args)
  expect(code).not.toBe(0)
  expect(err).toContain(`error: ${message}`)
})
